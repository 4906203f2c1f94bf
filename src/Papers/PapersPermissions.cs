namespace Niaga.Papers;

internal static class PapersPermissions
{
    /// <summary>Choose logo, colour and footer of the business's papers.</summary>
    public const string Letterhead = "papers.letterhead";
}
