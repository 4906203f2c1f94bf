using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Reports;

/// <summary>A report that a member wants by mail.</summary>
internal sealed class ReportMail : ITenantRow
{
    public const string Daily = "daily";
    public const string Weekly = "weekly";
    public const string Monthly = "monthly";

    private ReportMail() { }

    public ReportMail(PersonId person, string report, string rhythm) => (PersonId, Report, Rhythm) = (person, report, rhythm);

    /// <summary>Every rhythm, in the order in which people are asked. Names: <c>report.rhythm.{key}</c>.</summary>
    public static IReadOnlyList<string> Rhythms { get; } = [Daily, Weekly, Monthly];

    public TenantId TenantId { get; private set; }

    public PersonId PersonId { get; private set; }

    /// <summary>Key of the report.</summary>
    public string Report { get; private set; } = "";

    public string Rhythm { get; private set; } = "";

    public void Change(string rhythm) => Rhythm = rhythm;

    /// <summary>The preset it shows: the day, week or month that is over.</summary>
    public static string SpanOf(string rhythm) =>
        rhythm switch
        {
            Weekly => "last_week",
            Monthly => "last_month",
            _ => "yesterday",
        };
}

internal sealed class ReportMailTable : IEntityTypeConfiguration<ReportMail>
{
    public void Configure(EntityTypeBuilder<ReportMail> builder)
    {
        builder.ToTable("report_mails");
        builder.HasKey(x => new
        {
            x.TenantId,
            x.PersonId,
            x.Report,
        });
    }
}
