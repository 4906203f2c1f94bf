using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Niaga.Platform.Callers;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Exports;
using Niaga.Platform.Texts;
using Niaga.Platform.Values;
using Niaga.Platform.Web;

namespace Niaga.Trade.Customers;

/// <summary>Who looked at a customer, as a file. It names nobody but who looked.</summary>
internal static class CustomerLooksFile
{
    private const int Portion = 500;

    public static void Map(IEndpointRouteBuilder site) =>
        site.MapExport("/customers/{id:guid}/looks", Looked, PlatformPermissions.AuditView, "trade.customer_looks_exported");

    private static async Task<IResult> Looked(Guid id, CustomerLooks looks, Words words, TimeProvider clock, CancellationToken cancel)
    {
        if (!(await looks.Count(id, cancel)).Succeeded(out var count, out var refusal))
            return refusal.ToProblem(words);

        return new ExportFile(
            $"{words["trade.looks.file"]}-{MalaysianTime.Day(clock.GetUtcNow()):yyyy-MM-dd}",
            count,
            ExportTable.Of(Columns(words), reading => Rows(looks, id, reading))
        );
    }

    private static async IAsyncEnumerable<Looks.Look> Rows(CustomerLooks looks, Guid id, [EnumeratorCancellation] CancellationToken cancel)
    {
        Guid? below = null;
        while (await looks.Before(id, below, Portion, cancel) is { Count: > 0 } items)
        {
            foreach (var look in items)
                yield return look;
            below = items[^1].Id;
        }
    }

    private static IReadOnlyList<ExportColumn<Looks.Look>> Columns(Words words) =>
        [
            new(words["trade.looks.at"], l => ExportCell.InstantOf(l.At)),
            new(words["trade.looks.who"], l => LookWords.Who(words, l)),
            new(words["trade.looks.why"], l => LookWords.Why(words, l)),
            new(words["trade.looks.what"], l => LookWords.What(words, l)),
            new(words["fact.route"], l => l.Route),
        ];
}
