using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Platform.Data;
using Niaga.Platform.Values;

namespace Niaga.Platform.Lists;

/// <summary>Filters and order of a list under a name.</summary>
internal sealed class SavedView : ITenantRow
{
    public const int LongestName = 60;
    public const int LongestQuery = 1000;

    private SavedView() { }

    public SavedView(string list, PersonId? person, string name, string query) =>
        (ViewId, List, PersonId, Name, Query) = (Guid.CreateVersion7(), list, person, name, query);

    public TenantId TenantId { get; private set; }

    public Guid ViewId { get; private set; }

    /// <summary>Key of the list.</summary>
    public string List { get; private set; } = "";

    /// <summary>Whose; null when it is everybody's in the business.</summary>
    public PersonId? PersonId { get; private set; }

    public string Name { get; private set; } = "";

    /// <summary>The list's address after its question mark.</summary>
    public string Query { get; private set; } = "";
}

internal sealed class SavedViewTable : IEntityTypeConfiguration<SavedView>
{
    public void Configure(EntityTypeBuilder<SavedView> builder)
    {
        builder.ToTable("saved_views");
        builder.HasKey(x => new { x.TenantId, x.ViewId });
    }
}
