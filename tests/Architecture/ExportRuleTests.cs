using Shouldly;
using Xunit;

namespace Niaga.Architecture;

/// <summary>Exports are endpoints of one kind.</summary>
public sealed class ExportRuleTests
{
    /// <summary>Where the type's name may stand: the one that writes it, what is compressed, what is taken in.</summary>
    private static readonly string[] Known =
    [
        "src/Platform/Exports/ExportFormat.cs",
        "src/Host/Website.cs",
        "src/Ui/Forms/FileField.razor",
        "src/Imports/ImportUpload.razor",
        "src/Imports/ImportsApi.cs",
        "src/Imports/UploadImport.cs",
    ];

    [Fact]
    public void Only_the_export_file_writes_csv_or_a_workbook()
    {
        var files = Source
            .Files("src", ".cs", ".razor")
            .Concat(Source.Files("modules", ".cs", ".razor"))
            .Where(f => !f.Contains("/Tests/", StringComparison.Ordinal))
            .ToArray();
        files
            .Where(f => !Known.Contains(f) && Says(f))
            .ShouldBeEmpty("answer with an ExportFile from an endpoint marked .Exports(…): what leaves is in the security log then");
        Known.Where(f => !Says(f)).ShouldBeEmpty("no longer says it");
    }

    /// <summary>Describing an answer is not giving it.</summary>
    private static bool Says(string file) =>
        Source
            .Read(file)
            .Replace(".Produces<string>(200, \"text/csv\")", "", StringComparison.Ordinal)
            .Contains("text/csv", StringComparison.Ordinal);
}
