namespace Niaga.Platform.Domains;

/// <summary>Where signing in through a business's own provider begins.</summary>
internal static class SsoPath
{
    public static string Of(string slug) => "/sso/" + slug;
}
