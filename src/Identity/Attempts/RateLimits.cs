using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Platform.Refusals;
using Niaga.Platform.Web;

namespace Niaga.Identity.Attempts;

/// <summary>Names of the limits an endpoint or page may carry.</summary>
public static class RateLimits
{
    /// <summary>Tries to sign in, sign up or reset, per network address. Looking at the form is free.</summary>
    public const string SignIn = "sign-in";

    /// <summary>Questions a page asks while somebody types, per network address.</summary>
    public const string LookUp = "look-up";

    /// <summary>Questions to the operator, per network address: a person writes few, a program many.</summary>
    public const string Support = "support";

    internal static void Add(IServiceCollection services) =>
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.OnRejected = async (rejected, _) =>
            {
                if (rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after))
                    rejected.HttpContext.Response.Headers.RetryAfter = ((int)Math.Ceiling(after.TotalSeconds)).ToString();
                await RefusalResponse.Write(rejected.HttpContext, PlatformErrors.TooManyRequests());
            };
            limiter.AddPolicy(
                SignIn,
                http =>
                    HttpMethods.IsPost(http.Request.Method)
                        ? RateLimitPartition.GetFixedWindowLimiter(
                            http.Connection.RemoteIpAddress?.ToString() ?? "",
                            _ => new FixedWindowRateLimiterOptions
                            {
                                PermitLimit = http.RequestServices.GetRequiredService<IOptions<AttemptLimits>>().Value.PerNetworkAddress,
                                Window = TimeSpan.FromMinutes(1),
                            }
                        )
                        : RateLimitPartition.GetNoLimiter("")
            );
            limiter.AddPolicy(
                Support,
                http =>
                    HttpMethods.IsPost(http.Request.Method)
                        ? RateLimitPartition.GetFixedWindowLimiter(
                            http.Connection.RemoteIpAddress?.ToString() ?? "",
                            _ => new FixedWindowRateLimiterOptions
                            {
                                PermitLimit = http
                                    .RequestServices.GetRequiredService<IOptions<AttemptLimits>>()
                                    .Value.QuestionsPerNetworkAddress,
                                Window = TimeSpan.FromMinutes(10),
                            }
                        )
                        : RateLimitPartition.GetNoLimiter("")
            );
            limiter.AddPolicy(
                LookUp,
                http =>
                    RateLimitPartition.GetFixedWindowLimiter(
                        http.Connection.RemoteIpAddress?.ToString() ?? "",
                        _ => new FixedWindowRateLimiterOptions
                        {
                            PermitLimit = http.RequestServices.GetRequiredService<IOptions<AttemptLimits>>().Value.LookUpsPerNetworkAddress,
                            Window = TimeSpan.FromMinutes(1),
                        }
                    )
            );
        });
}
