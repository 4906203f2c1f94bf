using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Niaga.Contract;
using Niaga.Platform.Disclosures;

namespace Niaga.Privacy.Register;

/// <summary><c>/api/v1/privacy/processing</c>.</summary>
internal static class ProcessingApi
{
    /// <summary>Personal data of one kind of record.</summary>
    /// <param name="Table" example="trade.customers">Schema and name.</param>
    /// <param name="Records" example="Customers">In words.</param>
    /// <param name="Data" example="Name, TIN">Its personal values, in words.</param>
    /// <param name="Purpose">Why it is kept.</param>
    /// <param name="Receives">Who gets it.</param>
    /// <param name="Kept">How long, and by which law.</param>
    /// <param name="Encrypted" example="true">Whether it lies encrypted.</param>
    public sealed record ProcessingView(
        string Table,
        string Records,
        string Data,
        string Purpose,
        string Receives,
        string Kept,
        bool Encrypted
    );

    /// <summary>Data that leaves the country.</summary>
    /// <param name="Id">Its id.</param>
    /// <param name="Country" example="Singapore">Where it goes.</param>
    /// <param name="Recipient" example="Mail Pte Ltd">To whom.</param>
    /// <param name="Ground" example="contract">By which ground of the law.</param>
    /// <param name="Safeguard">What keeps it safe there.</param>
    /// <param name="EndedAt">When it ended; null while it goes on.</param>
    public sealed record TransferView(Guid Id, string Country, string Recipient, string Ground, string Safeguard, DateTimeOffset? EndedAt);

    /// <summary>The register of processing.</summary>
    /// <param name="Items">By kind of record.</param>
    /// <param name="Officer" example="Siti binti Ahmad">Whom people turn to; null where nobody was named.</param>
    /// <param name="Transfers">Those that go on first.</param>
    public sealed record RegisterView(IReadOnlyList<ProcessingView> Items, string? Officer, IReadOnlyList<TransferView> Transfers);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/privacy/processing", Read)
            .WithTags("Privacy")
            .WithMetadata(new NeedsAttribute(PrivacyPermissions.Manage))
            .Discloses(Purposes.Records)
            .WithSummary("The register of processing")
            .WithDescription("Which personal data the business keeps, why, how long and for whom, drawn from what its modules declare.");

    private static async Task<Ok<RegisterView>> Read(ProcessingRegister register, CancellationToken cancel)
    {
        var (lines, officer, transfers) = (register.Lines(cancel), register.Officer(cancel), register.Transfers(cancel));
        await Task.WhenAll(lines, officer, transfers);
        return TypedResults.Ok(
            new RegisterView(
                [.. (await lines).Select(l => new ProcessingView(l.Table, l.Records, l.Data, l.Purpose, l.Receives, l.Kept, l.Sealed))],
                (await officer)?.Name,
                [.. (await transfers).Select(t => new TransferView(t.Id, t.Country, t.Recipient, t.Ground, t.Safeguard, t.EndedAt))]
            )
        );
    }
}
