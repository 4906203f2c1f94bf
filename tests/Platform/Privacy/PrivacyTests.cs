using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Modules;
using Niaga.Platform.Subjects;
using Niaga.Platform.Tests.Customers;
using Niaga.Platform.Tests.Members;
using Niaga.Platform.Tests.Site;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Privacy.Requests;
using Niaga.Testing;
using Npgsql;
using Shouldly;
using UglyToad.PdfPig;
using Xunit;

namespace Niaga.Platform.Tests.Privacy;

/// <summary>What the law on personal data asks of a business; and what these tests share.</summary>
public sealed partial class PrivacyTests(PrivacyApp app) : IClassFixture<PrivacyApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Every personal column of every module is told to whom it is about, or says why not; and each has words.</summary>
    [Fact]
    public async Task Every_personal_column_is_told_or_says_why_not()
    {
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().Enter(Niaga.Platform.Values.TenantId.New(), null, []);
        var told = scope.ServiceProvider.GetServices<ISubjectSource>().SelectMany(s => s.Tells).ToArray();
        var modules = app.Services.GetRequiredService<ModuleCatalog>();
        var declared = modules
            .Manifests.SelectMany(m => m.Tables.SelectMany(t => t.Personal.Select(c => ($"{m.Schema}.{t.Name}.{c}", t.UntoldBecause))))
            .ToArray();
        declared.Length.ShouldBeGreaterThan(25);
        declared.Where(d => d.UntoldBecause is null).Select(d => d.Item1).Except(told).ShouldBeEmpty("nobody tells them");
        told.Except(declared.Select(d => d.Item1)).ShouldBeEmpty("no manifest declares them");
        declared.Where(d => d.UntoldBecause is not null).Select(d => d.Item1).Intersect(told).ShouldBeEmpty("told, and says why not");
        var texts = app.Services.GetRequiredService<TextCatalog>();
        declared.Where(d => !texts.Has("personal." + d.Item1)).ShouldBeEmpty("the register has no words for them");
        modules
            .Manifests.Where(m => m.Tables.Any(t => t.Personal.Count > 0))
            .SelectMany(m => new[] { "processing." + m.Schema, $"processing.{m.Schema}.receives" })
            .Where(key => !texts.Has(key))
            .ShouldBeEmpty("the register has no purpose for them");
        scope.ServiceProvider.GetServices<ISubjectKind>().Where(k => !texts.Has("subject." + k.Key)).ShouldBeEmpty("without words");
    }

    private Task<Guid> Record(TestBusiness shop, string kind, int daysAgo = 0) =>
        Do(
            shop,
            s =>
                RecordRequest.Do(
                    s,
                    new(
                        kind,
                        null,
                        null,
                        "Tan Ah Kow",
                        null,
                        null,
                        $"{app.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddDays(-daysAgo):yyyy-MM-dd}"
                    ),
                    Cancel
                )
        );

    private static async Task<string?> Extend(TestBusiness shop, Guid request, string reason)
    {
        await using var scope = Act(shop);
        return (await ExtendRequest.Do(scope.ServiceProvider.GetRequiredService<UseCaseRunner>(), new(request, reason), Cancel))
            .Refusal
            ?.Code;
    }

    private static async Task<T> Do<T>(TestBusiness shop, Func<UseCaseRunner, Task<Niaga.Platform.Refusals.Outcome<T>>> act)
    {
        await using var scope = Act(shop);
        return (await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>())).Value;
    }

    private static async Task Refused<T>(TestBusiness shop, Func<UseCaseRunner, Task<Niaga.Platform.Refusals.Outcome<T>>> act, string code)
    {
        await using var scope = Act(shop);
        (await act(scope.ServiceProvider.GetRequiredService<UseCaseRunner>())).Refusal?.All.ShouldContain(r => r.Code == code);
    }

    /// <summary>As its page would.</summary>
    private static AsyncServiceScope Act(TestBusiness shop)
    {
        var scope = shop.Act();
        scope.ServiceProvider.GetRequiredService<Caller>().Disclose(new(Purposes.Request, [], "/settings/privacy"));
        return scope;
    }

    private async Task Morning(TestBusiness shop)
    {
        await using var scope = Act(shop);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        await session.Begin(Cancel);
        await scope
            .ServiceProvider.GetRequiredService<TellDueRequests>()
            .Handle(new(Guid.CreateVersion7(), TellDueRequests.Kind, 1, "{}"), Cancel);
        await session.Commit(Cancel);
    }

    private static Task<string> Told(TestBusiness shop, string kind) =>
        shop.Ask<string>(
            $"""
            SELECT coalesce(string_agg(subject, ',' ORDER BY subject), '') FROM platform.notifications
            WHERE kind = '{kind}' AND dealt_at IS NULL
            """
        );

    private async Task<byte[]> Fetch(TestBusiness shop, string path, HttpStatusCode expected)
    {
        using var client = app.NewClient();
        client.DefaultRequestHeaders.Add("Accept-Language", "en");
        using var answer = await client.GetAsync($"/{shop.Slug}/{path}", Cancel);
        answer.StatusCode.ShouldBe(expected);
        return await answer.Content.ReadAsByteArrayAsync(Cancel);
    }

    /// <summary>Its words without spaces, which are places in a PDF.</summary>
    private static string Paper(byte[] content)
    {
        using var pdf = PdfDocument.Open(content);
        return string.Concat(pdf.GetPages().SelectMany(p => p.Letters).Select(l => l.Value.Trim()));
    }

    private static string Text(ZipArchive archive, string name) => Encoding.UTF8.GetString(Bytes(archive, name));

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using var entry = archive.GetEntry(name)!.Open();
        using var kept = new MemoryStream();
        entry.CopyTo(kept);
        return kept.ToArray();
    }

    [GeneratedRegex(@"privacy-answers/[\w-]{20,}")]
    private static partial Regex Link();

    [GeneratedRegex(@"value=""(\w{4}-\w{4})""")]
    private static partial Regex Code();

    [GeneratedRegex(@"privacy-answers/[\w-]{20,}/file\?ticket=[\w-]+")]
    private static partial Regex File();
}
