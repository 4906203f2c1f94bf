using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Files;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.UseCases;
using Niaga.Platform.Web;

namespace Niaga.Platform.Tenants;

/// <summary><c>/api/v1/business</c>, and the logo that receipts show.</summary>
internal static class BusinessApi
{
    /// <summary>The business as its receipts and pages show it.</summary>
    /// <param name="Name" example="Kedai Runcit Ah Seng">What the business is called.</param>
    /// <param name="Slug" example="kedai-ah-seng">Its part of the address.</param>
    /// <param name="Industry" example="retail.grocery">Key of its industry.</param>
    /// <param name="State" example="&quot;10&quot;">Code of the state, 01 to 16, as LHDN numbers them.</param>
    /// <param name="AddressLine1" example="12, Jalan Besar">Street and number.</param>
    /// <param name="AddressLine2">Second line of the address.</param>
    /// <param name="Postcode" example="&quot;40000&quot;">Five digits, of that state.</param>
    /// <param name="Town" example="Shah Alam">Town.</param>
    /// <param name="Phone" example="+60123456789">Phone number; answered as E.164.</param>
    /// <param name="Email" example="kedai@ahseng.my">Where customers write to.</param>
    /// <param name="SsmNumber" example="&quot;202301012345&quot;">Registration number with SSM, new or old form.</param>
    /// <param name="Tin" example="C2584563220">Tax identification number of LHDN.</param>
    /// <param name="SstNumber" example="W10-1808-32000012">Registration number for SST.</param>
    public sealed record BusinessView(
        string Name,
        string Slug,
        string Industry,
        string State,
        string? AddressLine1,
        string? AddressLine2,
        string? Postcode,
        string? Town,
        string? Phone,
        string? Email,
        string? SsmNumber,
        string? Tin,
        string? SstNumber
    );

    /// <summary>All of the business's settings; one left out is emptied.</summary>
    /// <param name="Name" example="Kedai Runcit Ah Seng">What the business is called.</param>
    /// <param name="State" example="&quot;10&quot;">Code of the state, 01 to 16, as LHDN numbers them.</param>
    /// <param name="AddressLine1" example="12, Jalan Besar">Street and number.</param>
    /// <param name="AddressLine2">Second line of the address.</param>
    /// <param name="Postcode" example="&quot;40000&quot;">Five digits, of that state.</param>
    /// <param name="Town" example="Shah Alam">Town.</param>
    /// <param name="Phone" example="+60123456789">Phone number; answered as E.164.</param>
    /// <param name="Email" example="kedai@ahseng.my">Where customers write to.</param>
    /// <param name="SsmNumber" example="&quot;202301012345&quot;">Registration number with SSM, new or old form.</param>
    /// <param name="Tin" example="C2584563220">Tax identification number of LHDN.</param>
    /// <param name="SstNumber" example="W10-1808-32000012">Registration number for SST.</param>
    public sealed record BusinessChange(
        string? Name,
        string? State,
        string? AddressLine1 = null,
        string? AddressLine2 = null,
        string? Postcode = null,
        string? Town = null,
        string? Phone = null,
        string? Email = null,
        string? SsmNumber = null,
        string? Tin = null,
        string? SstNumber = null
    );

    public static void Map(IEndpointRouteBuilder api)
    {
        var business = api.MapGroup("/business").WithTags("Business");
        business
            .MapGet("", Show)
            .WithMetadata(new NeedsAttribute(PlatformPermissions.SettingsView))
            .WithSummary("The business of this key")
            .HasETag();
        business
            .MapPut("", Change)
            .HasETag()
            .WithMetadata(new NeedsAttribute(PlatformPermissions.SettingsEdit))
            .WithSummary("Change the business's settings")
            .WithDescription(
                "All settings at once: one left out is emptied. Asks for If-Match with the ETag you read: 412 when somebody changed it "
                    + "meanwhile, 428 without it."
            )
            .Refuses(
                PlatformErrors.Required("Name"),
                PlatformErrors.TooLong("Town", 120),
                PlatformErrors.Invalid("Name"),
                PlatformErrors.StateUnknown(),
                PlatformErrors.PostcodeInvalid(),
                PlatformErrors.PostcodeOfAnotherState(""),
                PlatformErrors.PhoneInvalid(),
                PlatformErrors.EmailInvalid(),
                PlatformErrors.SsmInvalid(),
                PlatformErrors.TinInvalid(),
                PlatformErrors.SstInvalid()
            );
    }

    public static void MapLogo(IEndpointRouteBuilder site) =>
        site.MapGet("/logo/{fileId:guid}", Logo)
            .WithMetadata(new PublicAccessAttribute("Receipts and public pages show it.") { Place = PublicPlace.Business })
            .ExcludeFromDescription();

    private static async Task<Ok<BusinessView>> Show(
        BusinessSettings settings,
        Caller caller,
        HttpResponse response,
        CancellationToken cancel
    )
    {
        var row = await settings.Read(cancel);
        ETags.Set(response, row.Version);
        var b = row.Business;
        return TypedResults.Ok(
            new BusinessView(
                b.Name,
                caller.Slug!.Value,
                b.Industry,
                b.State,
                b.AddressLine1,
                b.AddressLine2,
                b.Postcode,
                b.Town,
                b.Phone,
                b.Email,
                b.SsmNumber,
                b.Tin,
                b.SstNumber
            )
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Change(
        BusinessChange change,
        HttpRequest request,
        HttpResponse response,
        UseCaseRunner runner,
        Words words,
        CancellationToken cancel
    )
    {
        var input = new ChangeBusinessSettings.Input(
            change.Name,
            change.State,
            change.AddressLine1,
            change.AddressLine2,
            change.Postcode,
            change.Town,
            change.Phone,
            change.Email,
            change.SsmNumber,
            change.Tin,
            change.SstNumber,
            Version: ETags.IfMatch(request)
        );
        if (!(await ChangeBusinessSettings.Do(runner, input, cancel)).Succeeded(out var changed, out var refusal))
            return refusal.ToProblem(words);

        ETags.Set(response, changed.Version);
        return TypedResults.NoContent();
    }

    private static async Task<Results<FileContentHttpResult, NotFound>> Logo(
        Guid fileId,
        TenantSession session,
        TenantFiles files,
        HttpResponse response,
        CancellationToken cancel
    )
    {
        // Only the picture the business shows: any other file of it is nobody's to fetch here.
        if (!await session.Open<PlatformDb>().Set<Business>().AnyAsync(b => b.LogoFileId == fileId, cancel))
            return TypedResults.NotFound();
        if (await files.Find(fileId, cancel) is not { } file)
            return TypedResults.NotFound();

        response.Headers.CacheControl = "public, max-age=86400";
        return TypedResults.File(file.Content, file.ContentType);
    }
}
