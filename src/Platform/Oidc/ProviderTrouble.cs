using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using Niaga.Platform.Sso;

namespace Niaga.Platform.Oidc;

/// <summary>A fault, thrown through the framework's handler, which has no other way to say it. <see cref="Of"/> turns it back into a value.</summary>
/// <param name="fault">What is wrong.</param>
/// <param name="detail">What the provider said instead; only for whoever sets it up.</param>
/// <param name="cause">What it came from.</param>
internal sealed class ProviderTrouble(SsoFault fault, string? detail = null, Exception? cause = null) : Exception(fault.ToString(), cause)
{
    public SsoFault Fault => fault;

    public string? Detail => detail;

    /// <summary>What an exception of the handler, its token validation or its HTTP means; null for one that is a bug.</summary>
    public static (SsoFault Fault, string? Detail)? Of(Exception? exception)
    {
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (e is ProviderTrouble trouble)
                return (trouble.Fault, trouble.Detail);
        }
        for (var e = exception; e is not null; e = e.InnerException)
        {
            if (Known(e) is { } known)
                return known;
        }
        return null;
    }

    private static (SsoFault, string?)? Known(Exception e) =>
        e switch
        {
            SecurityTokenInvalidAudienceException => (SsoFault.Audience, null),
            SecurityTokenInvalidIssuerException wrong => (SsoFault.IssuerMismatch, wrong.InvalidIssuer),
            SecurityTokenExpiredException over => (SsoFault.Clock, over.Expires.ToString("u")),
            SecurityTokenNotYetValidException early => (SsoFault.Clock, early.NotBefore.ToString("u")),
            SecurityTokenInvalidLifetimeException or SecurityTokenNoExpirationException => (SsoFault.Clock, null),
            SecurityTokenSignatureKeyNotFoundException
            or SecurityTokenInvalidSignatureException
            or SecurityTokenInvalidAlgorithmException
            or SecurityTokenInvalidSigningKeyException => (SsoFault.Signature, null),
            OpenIdConnectProtocolInvalidNonceException => (SsoFault.Nonce, null),
            OpenIdConnectProtocolException protocol => protocol.Data["error"] is string error
                ? (error is "invalid_client" or "unauthorized_client" ? SsoFault.BadSecret : SsoFault.ProviderError, Short(error))
                : (SsoFault.Token, null),
            SecurityTokenException or SecurityTokenArgumentException => (SsoFault.Token, null),
            HttpRequestException or SocketException or IOException or TaskCanceledException => (SsoFault.Unreachable, null),
            CryptographicException => (SsoFault.Signature, null),
            _ => null,
        };

    /// <summary>A provider's word, as long as one may show it.</summary>
    internal static string? Short(string? text) => text is null ? null : new([.. text.Where(c => !char.IsControl(c)).Take(200)]);
}
