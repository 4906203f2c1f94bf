using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Niaga.Platform.Texts;
using Niaga.Platform.Web;

namespace Niaga.Trade.Customers;

internal static partial class CustomersApi
{
    private static async Task<Results<Ok<IReadOnlyList<CustomerConsentList.ConsentProof>>, ProblemHttpResult>> Consented(
        Guid id,
        CustomerDetail customers,
        CustomerConsentList consents,
        Words words,
        CancellationToken cancel
    ) =>
        await customers.Find(id, cancel) is null
            ? CustomerErrors.NotFound().ToProblem(words)
            : TypedResults.Ok<IReadOnlyList<CustomerConsentList.ConsentProof>>(await consents.Of(id, cancel));
}
