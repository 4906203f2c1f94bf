namespace Niaga.Platform.Disclosures;

/// <summary>
/// Beside the permission of a page, an endpoint or a use case that shows personal values: of which kinds of records, and why. Where it is
/// missing nothing opens.
/// </summary>
/// <param name="purpose">One of <see cref="Purposes"/>.</param>
/// <param name="subjects">Kinds of records, such as <c>trade.customer</c>; none for whatever the modules bring along.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class DisclosesAttribute(string purpose, params string[] subjects) : Attribute
{
    public string Purpose => purpose;

    public IReadOnlyList<string> Subjects => subjects;
}

/// <summary>Why somebody looks. Each has a text <c>purpose.{key}</c>.</summary>
public static class Purposes
{
    /// <summary>To serve whom it is about.</summary>
    public const string Service = "service";

    /// <summary>To sell to them.</summary>
    public const string Sale = "sale";

    /// <summary>To keep records right: adding, changing, merging, importing.</summary>
    public const string Records = "records";

    /// <summary>To find somebody.</summary>
    public const string Search = "search";

    /// <summary>To see how the business does.</summary>
    public const string Report = "report";

    /// <summary>To take data out.</summary>
    public const string Export = "export";

    /// <summary>A program of the business, or the platform's own work for it.</summary>
    public const string Work = "work";

    /// <summary>Because whom it is about asked for it.</summary>
    public const string Request = "request";

    /// <summary>A restricted record that somebody opened with a reason.</summary>
    public const string Exception = "exception";

    public static IReadOnlyList<string> All { get; } = [Service, Sale, Records, Search, Report, Export, Work, Request, Exception];
}
