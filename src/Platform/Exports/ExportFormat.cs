namespace Niaga.Platform.Exports;

/// <summary>What an export is written as; stands among the metadata of its endpoint. Without one it is CSV.</summary>
/// <param name="Ending">Of the file's name and of the address.</param>
/// <param name="ContentType">As in the answer's header.</param>
public sealed record ExportFormat(string Ending, string ContentType)
{
    public static readonly ExportFormat Csv = new("csv", "text/csv; charset=utf-8");

    public static readonly ExportFormat Xlsx = new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    public static readonly IReadOnlyList<ExportFormat> All = [Csv, Xlsx];
}
