using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using Niaga.Contract;
using Niaga.Host;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>How the code reads, where a machine can tell.</summary>
public sealed partial class CodeRuleTests
{
    private static readonly ModuleCatalog Catalog = Modules.Find();

    /// <summary>Folders that say nothing about the business.</summary>
    private static readonly string[] Empty = ["Helpers", "Services", "Managers", "Utils", "Common", "Repositories"];

    /// <summary>Outside edges and the seams of the module system: the only interfaces that may have a single implementation.</summary>
    private static readonly string[] Edges =
    [
        "IMail",
        "IMessageChannel",
        "IModule",
        "IModuleStartup",
        "IDemo",
        "IWorkHandler",
        "ITenantRow",
        "IDomainRecords",
    ];

    private static IEnumerable<Type> Types =>
        Catalog
            .Assemblies.Append(typeof(IModule).Assembly)
            .Append(typeof(Website).Assembly)
            .SelectMany(a => a.GetTypes())
            .Where(t =>
                !t.IsDefined(typeof(System.Runtime.CompilerServices.CompilerGeneratedAttribute))
                && !t.Name.Contains('<', StringComparison.Ordinal)
            );

    private static IEnumerable<Type> UseCases =>
        Types.Where(t => t.BaseType is { IsGenericType: true } b && b.GetGenericTypeDefinition() == typeof(UseCase<,,>));

    [Fact]
    public void Folders_name_the_business() =>
        Source
            .Files("src", ".cs", ".razor")
            .Concat(Source.Files("modules", ".cs", ".razor"))
            .Where(f => f.Split('/').Any(Empty.Contains))
            .ShouldBeEmpty();

    [Fact]
    public void A_use_case_says_who_may_and_stands_in_a_file_of_its_name()
    {
        UseCases.Count().ShouldBeGreaterThan(5);
        foreach (var useCase in UseCases)
        {
            var says =
                useCase.IsDefined(typeof(NeedsAttribute))
                || useCase.IsDefined(typeof(PublicAccessAttribute))
                || useCase.IsDefined(typeof(SignedInAttribute))
                || useCase.IsDefined(typeof(OperatorOnlyAttribute));
            says.ShouldBeTrue($"{useCase} says neither what it needs nor that it is public");
            useCase.IsSealed.ShouldBeTrue($"{useCase} is not sealed");
            Source
                .Files("src", ".cs")
                .Concat(Source.Files("modules", ".cs"))
                .ShouldContain(f => f.EndsWith($"/{useCase.Name}.cs", StringComparison.Ordinal), $"{useCase.Name} has no file of its name");
        }
    }

    [Fact]
    public void A_use_cases_permission_is_declared() =>
        UseCases
            .Select(u => u.GetCustomAttribute<NeedsAttribute>()?.Permission)
            .OfType<string>()
            .Where(p => !Catalog.Declares(p))
            .ShouldBeEmpty();

    [Fact]
    public void A_module_shows_its_manifest_and_its_pages_and_nothing_else()
    {
        foreach (var module in Catalog.Manifests.Where(m => m.Order >= 100))
        {
            module
                .Assembly.GetExportedTypes()
                .Where(t => !t.IsAssignableTo(typeof(IModule)) && !t.IsAssignableTo(typeof(IComponent)) && !t.Name.StartsWith('_'))
                .Select(t => t.FullName)
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public void An_interface_with_one_implementation_stands_at_an_edge()
    {
        foreach (var contract in Types.Where(t => t.IsInterface && !Edges.Contains(t.Name)))
        {
            Types
                .Count(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(contract))
                .ShouldBeGreaterThan(1, $"{contract.Name} has one implementation");
        }
    }

    [Fact]
    public void Every_text_a_page_names_exists_in_every_language()
    {
        var texts = new TextCatalog(Catalog.Assemblies);
        var named = Source
            .Files("src", ".razor", ".cs")
            .Concat(Source.Files("modules", ".razor", ".cs"))
            .SelectMany(f => TextKey().Matches(Comment().Replace(Source.Read(f), "")).Select(m => (File: f, Key: m.Groups[1].Value)))
            .ToArray();
        named.Length.ShouldBeGreaterThan(50);
        named.Where(n => !texts.Has(n.Key)).Select(n => $"{n.File}: {n.Key}").ShouldBeEmpty();
    }

    [Fact]
    public void Every_refusal_has_its_sentence()
    {
        var texts = new TextCatalog(Catalog.Assemblies);
        var codes = Source
            .Files("src", ".cs")
            .Concat(Source.Files("modules", ".cs"))
            .SelectMany(f => RefusalCode().Matches(Source.Read(f)).Select(m => m.Groups[1].Value))
            .Distinct()
            .ToArray();
        codes.Length.ShouldBeGreaterThan(20);
        codes.Where(c => !texts.Has("refusal." + c)).ShouldBeEmpty();
    }

    [Fact]
    public void Tenant_tables_are_read_through_the_session_only() =>
        // One entry point: outside the platform nobody opens a connection or names the database's source.
        Source
            .Files("modules", ".cs", ".razor")
            .Concat(Source.Files("src/Trade", ".cs"))
            .Concat(Source.Files("src/Site", ".cs", ".razor"))
            .Where(f =>
                !f.Contains("/Tests/", StringComparison.Ordinal) && !f.EndsWith("src/Trade/Tax/TaxRates.cs", StringComparison.Ordinal)
            )
            .Where(f => OpensConnection().IsMatch(Source.Read(f)))
            .ShouldBeEmpty();

    [Fact]
    public void What_a_session_keeps_is_never_kept_on_a_pooled_connection() =>
        // A lock, a role, a setting or a subscription would go on with the connection to its next user.
        Source
            .Files("src", ".cs")
            .Concat(Source.Files("modules", ".cs"))
            .Concat(Source.Files("tests/Testing", ".cs"))
            .Where(f => KeptBySession().IsMatch(Source.Read(f)))
            .Where(f =>
                !Source.Read(f).Contains("Pooling = false", StringComparison.Ordinal)
                && !Source.Read(f).Contains(".Unpooled()", StringComparison.Ordinal)
            )
            .ShouldBeEmpty();

    [Fact]
    public void What_may_stand_on_one_line_is_decided_in_one_place() =>
        // Not texts that people read: passwords, addresses to go back to, what a provider's failure says.
        Source
            .Files("src", ".cs", ".razor")
            .Concat(Source.Files("modules", ".cs", ".razor"))
            .Where(f => Source.Read(f).Contains(".IsControl", StringComparison.Ordinal))
            .Select(f => f.Split('/')[^1])
            .Order(StringComparer.Ordinal)
            .ShouldBe(["PasswordRules.cs", "ProviderException.cs", "SignInCompletion.cs"]);

    [Fact]
    public void A_state_of_a_page_is_waited_for_by_a_function() =>
        // A bare expression is evaluated anew at each look, which a page's content security policy refuses from the second on.
        Source.Files("tests/Journeys", ".cs").Where(f => BareExpression().IsMatch(Source.Read(f))).ShouldBeEmpty();

    [Fact]
    public void Files_stay_small() =>
        Source
            .Files("src", ".cs", ".razor", ".ts")
            .Concat(Source.Files("modules", ".cs", ".razor", ".ts"))
            .Concat(Source.Files("tests", ".cs"))
            .Select(f => (File: f, Lines: Source.Read(f).AsSpan().Count('\n')))
            .Where(f => f.Lines > 400)
            .Select(f => $"{f.File}: {f.Lines}")
            .ShouldBeEmpty();

    [Fact]
    public void No_line_of_code_is_longer_than_140_characters() =>
        Source
            .Files("src", ".cs")
            .Concat(Source.Files("modules", ".cs"))
            .Concat(Source.Files("tests", ".cs"))
            .Concat(Source.Files("bench", ".cs"))
            .SelectMany(f =>
                Source.Read(f).Split('\n').Select((line, i) => (Where: $"{f}:{i + 1}", Length: new StringInfo(line).LengthInTextElements))
            )
            .Where(l => l.Length > 140)
            .Select(l => $"{l.Where}: {l.Length}")
            .ShouldBeEmpty();

    [GeneratedRegex("""WaitForFunctionAsync\(\s*\$?"(?!\(|[a-z]+ =>)""")]
    private static partial Regex BareExpression();

    [GeneratedRegex("""pg_advisory_lock\(|\bLISTEN [a-z]|(?:"|; )SET (?!LOCAL|CONSTRAINTS)[a-zA-Z_]+ """)]
    private static partial Regex KeptBySession();

    [GeneratedRegex(@"@\*[\s\S]*?\*@|///.*?$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex("""Words\["([a-z][a-z0-9._-]+[a-z0-9])"[,\]]""")]
    private static partial Regex TextKey();

    [GeneratedRegex("""(?:Refusal |=>\s+)new(?: Refusal)?\(\s*"([a-z]+\.[a-z_]+)",\s*[45]\d\d""")]
    private static partial Regex RefusalCode();

    [GeneratedRegex(@"\bDatabases\b|NpgsqlDataSource|new NpgsqlConnection\(")]
    private static partial Regex OpensConnection();
}
