using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Niaga.Identity.Oidc;

/// <summary>
/// A fault, thrown through the framework's handler, which has no other way to say it. <see cref="Of"/> turns it back into a value.
/// </summary>
/// <param name="fault">What is wrong.</param>
/// <param name="detail">What the provider said instead; only for whoever sets it up.</param>
/// <param name="cause">What it came from.</param>
internal sealed class ProviderException(SsoFailure fault, string? detail = null, Exception? cause = null)
    : Exception(fault.ToString(), cause)
{
    public SsoFailure Fault => fault;

    public string? Detail => detail;

    /// <summary>What an exception of the handler, its token validation or its HTTP means; null for one that is a bug.</summary>
    public static (SsoFailure Fault, string? Detail)? Of(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is ProviderException trouble)
                return (trouble.Fault, trouble.Detail);
        }
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (Known(e) is { } known)
                return known;
        }
        return null;
    }

    private static (SsoFailure, string?)? Known(Exception e) =>
        e switch
        {
            SecurityTokenInvalidAudienceException => (SsoFailure.Audience, null),
            SecurityTokenInvalidIssuerException wrong => (SsoFailure.IssuerMismatch, wrong.InvalidIssuer),
            SecurityTokenExpiredException over => (SsoFailure.Clock, over.Expires.ToString("u")),
            SecurityTokenNotYetValidException early => (SsoFailure.Clock, early.NotBefore.ToString("u")),
            SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException => (SsoFailure.Clock, null),
            SecurityTokenSignatureKeyNotFoundException
            or SecurityTokenInvalidSignatureException
            or SecurityTokenInvalidAlgorithmException
            or SecurityTokenInvalidSigningKeyException => (SsoFailure.Signature, null),
            OpenIdConnectProtocolInvalidNonceException => (SsoFailure.Nonce, null),
            OpenIdConnectProtocolException protocol => protocol.Data["error"] is string error
                ? (error is "invalid_client" or "unauthorized_client" ? SsoFailure.BadSecret : SsoFailure.ProviderError, Short(error))
                : (SsoFailure.Token, null),
            SecurityTokenException or SecurityTokenArgumentException => (SsoFailure.Token, null),
            HttpRequestException or SocketException or IOException or TaskCanceledException => (SsoFailure.Unreachable, null),
            CryptographicException => (SsoFailure.Signature, null),
            _ => null,
        };

    /// <summary>A provider's word, as long as one may show it.</summary>
    internal static string? Short(string? text) => text is null ? null : new([.. text.Where(c => !char.IsControl(c)).Take(200)]);
}
