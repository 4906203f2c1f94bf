using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Isolation.Http;
using Niaga.Isolation.Sql;
using Niaga.Testing.Rows;
using Shouldly;
using Xunit;

namespace Niaga.Isolation;

/// <summary>
/// Every endpoint of the live table, asked by one business for what another has: by id in path, query and body, and at the other's
/// own address. The answer is the one an id that nobody has gets.
/// </summary>
public sealed partial class HttpLeakTests(IsolationDatabase arena, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly SeededApp app = new(arena.Database);
    private readonly List<string> leaks = [];
    private IdSources ids = null!;
    private int asked;

    public async ValueTask InitializeAsync()
    {
        await app.InitializeAsync();
        await using var admin = await IsolationDatabase.Connect("postgres", app.Database);
        ids = await IdSources.Read(admin, await Catalog.Read(admin), arena.A, arena.B);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Fact]
    public async Task Anothers_id_answers_as_an_absent_one()
    {
        await using var admin = await IsolationDatabase.Connect("postgres", app.Database);
        var catalog = await Catalog.Read(admin);
        await Sealed(admin);
        var fingerprint = Fingerprint.Of(catalog, arena.B.Tenant);
        var before = await admin.One(fingerprint);
        var table = app.Services.GetRequiredService<EndpointDataSource>().Endpoints.ToArray();
        var questions = new Questions(table, app.Services.GetRequiredService<IApiDescriptionGroupCollectionProvider>(), ids);
        var all = questions.All();
        questions.Unknown.ShouldBeEmpty("Say in IdSources where the ids of these parameters come from.");
        using var bearer = await app.Bearer(arena.B);
        using var cookie = await app.Cookie(arena.B);
        var mute = new List<string>();
        foreach (var question in all)
        {
            if (question.Names.Count > 0)
            {
                if (question.IsApi)
                    await Compare(question, bearer, "", "token");
                await Compare(question, cookie, "/" + arena.B.Slug, "cookie");
                if (question is { Method: "GET", Names.Count: 1 } && !await Speaks(question, question.OfKeysAlone ? bearer : cookie))
                    mute.Add(question.ToString());
            }
            await CompareAddresses(question, question.IsApi ? bearer : cookie);
            if (question.IsApi)
                await CompareAddresses(question, cookie);
        }
        Summary.Say(
            output,
            $"HTTP: {asked} questions to {all.Select(q => q.Endpoint).Distinct().Count()} endpoints, {leaks.Count} told something"
        );
        leaks.ShouldBeEmpty();
        mute.ShouldBeEmpty("These answer their own business's id as an absent one, so that the comparison would see no leak.");
        (await admin.One(fingerprint)).ShouldBe(before, "rows of another business changed");
        all.Count(q => q.Names.Count > 0).ShouldBeGreaterThan(3);
    }

    /// <summary>The same question with the victim's id and with nobody's, at the asker's own address.</summary>
    private async Task Compare(Question question, HttpClient client, string at, string by)
    {
        var form = await Form(question, client, at);
        var theirs = await Ask(question, client, at, id => id.Theirs, form);
        var absent = await Ask(question, client, at, id => id.Absent, form);
        if (theirs != absent)
            leaks.Add($"{question} with {by} at {at}/:\n    theirs: {theirs}\n    absent: {absent}");
    }

    /// <summary>The same question at the victim's address and at nobody's.</summary>
    private async Task CompareAddresses(Question question, HttpClient client)
    {
        // What a business shows everybody it shows the asker too.
        if (question.Public is { Place: PublicPlace.Business or PublicPlace.Both })
            return;

        var theirs = await Ask(question, client, "/" + arena.A.Slug, id => id.Theirs, []);
        var absent = await Ask(question, client, "/kedai-entah", id => id.Theirs, []);
        if (theirs != absent)
            leaks.Add($"{question} at another's address:\n    theirs: {theirs}\n    absent: {absent}");
    }

    /// <summary>Whether the endpoint tells its own business something else than an absent id: else the comparison proves nothing.</summary>
    private async Task<bool> Speaks(Question question, HttpClient client)
    {
        var at = "/" + arena.B.Slug;
        return await Ask(question, client, at, id => id.Mine, []) != await Ask(question, client, at, id => id.Absent, []);
    }

    private async Task<HttpAnswer> Ask(
        Question question,
        HttpClient client,
        string at,
        Func<Id, string> whose,
        IReadOnlyList<KeyValuePair<string, string>> form
    )
    {
        asked++;
        string Value(string name) =>
            question.Names.Contains(name, StringComparer.OrdinalIgnoreCase) ? whose(ids.Find(name)!) : ids.Find(name)!.Mine;
        using var request = new HttpRequestMessage(new(question.Method), at + question.Address(Value));
        // A change that stops at a missing precondition would prove nothing.
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (question.Body is { } body)
            request.Content = new StringContent(
                Bodies.For(body, n => ids.Find(n) is null ? null : Value(n))?.ToJsonString() ?? "{}",
                Encoding.UTF8,
                "application/json"
            );
        else if (form.Count > 0 && question.Method == "POST")
        {
            request.Content = new FormUrlEncodedContent(form.Where(f => f.Key != "Cookie"));
            // A header given here replaces the client's own: both cookies go out.
            request.Headers.Add(
                "Cookie",
                string.Join(
                    "; ",
                    client.DefaultRequestHeaders.GetValues("Cookie").Concat(form.Where(f => f.Key == "Cookie").Select(f => f.Value))
                )
            );
        }
        using var response = await client.SendAsync(request);
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [arena.A.Slug] = "{slug}",
            ["kedai-entah"] = "{slug}",
        };
        foreach (var name in question.Names)
            names[whose(ids.Find(name)!)] = $"{{{name}}}";
        var answer = await Answers.Read(response, names);
        if (answer.Status >= 500)
            leaks.Add($"{question} failed at {request.RequestUri}: {answer}");
        return answer;
    }

    /// <summary>
    /// The fields of the form that the asker's own page shows, with its token against forgery: a post as a browser makes it.
    /// </summary>
    private async Task<IReadOnlyList<KeyValuePair<string, string>>> Form(Question question, HttpClient client, string at)
    {
        if (question is not { Method: "POST", IsApi: false })
            return [];

        using var page = await client.GetAsync(at + question.Address(name => ids.Find(name)!.Mine));
        var html = await page.Content.ReadAsStringAsync();
        var fields = Field()
            .Matches(html)
            .Select(m => KeyValuePair.Create(m.Groups[1].Value, System.Net.WebUtility.HtmlDecode(m.Groups[2].Value)));
        var cookies = page.Headers.TryGetValues("Set-Cookie", out var set)
            ? set.Select(c => KeyValuePair.Create("Cookie", c.Split(';')[0]))
            : [];
        return [.. fields, .. cookies];
    }

    /// <summary>Waits until the victim's audit entries are sealed, so that nothing of theirs changes by itself.</summary>
    private static async Task Sealed(Npgsql.NpgsqlConnection admin)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var i = 0; i < 150; i++)
        {
            if (
                await admin.One("SELECT count(*) FROM platform.audit_pending JOIN platform.audit_entries USING (tenant_id, entry_id)")
                == "0"
            )
                return;

            await tick.WaitForNextTickAsync();
        }
        throw new TimeoutException("The audit log was not sealed in 15 seconds.");
    }

    [GeneratedRegex("<input[^>]* name=\"([^\"]+)\"[^>]* value=\"([^\"]*)\"")]
    private static partial Regex Field();
}
