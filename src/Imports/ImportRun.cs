using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Encryption;
using Niaga.Platform.Values;

namespace Niaga.Imports;

/// <summary>A file of records on its way in: uploaded → running → done | failed; done → undone.</summary>
internal sealed class ImportRun : ITenantRow
{
    public const string Uploaded = "uploaded";
    public const string Running = "running";
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Undone = "undone";
    public const string AllOrNothing = "all-or-nothing";
    public const string ValidRows = "valid-rows";

    private ImportRun() { }

    public ImportRun(string kind, Guid file, string fileName, ImportMapping mapping, int rows, PersonId by, DateTimeOffset now) =>
        (ImportId, Kind, FileId, FileName, State, Mapping, RowsTotal, CreatedBy, CreatedAt) = (
            Guid.CreateVersion7(now),
            kind,
            file,
            fileName,
            Uploaded,
            JsonSerializer.Serialize(mapping),
            rows,
            by,
            now
        );

    public TenantId TenantId { get; private set; }

    public Guid ImportId { get; private set; }

    /// <summary>Key of an <see cref="Contract.ImportKind"/>.</summary>
    public string Kind { get; private set; } = "";

    /// <summary>The file; null once it is done with.</summary>
    public Guid? FileId { get; private set; }

    public string FileName { get; private set; } = "";

    public string State { get; private set; } = "";

    public string Mapping { get; private set; } = "";

    public string? Mode { get; private set; }

    public int RowsTotal { get; private set; }

    public int RowsDone { get; private set; }

    public int RowsFailed { get; private set; }

    public int RowsCreated { get; private set; }

    public int RowsUpdated { get; private set; }

    public PersonId CreatedBy { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>The file's headings, kept where some of its rows were refused.</summary>
    public string[]? Headings { get; private set; }

    public ImportMapping Columns => JsonSerializer.Deserialize<ImportMapping>(Mapping)!;

    private static readonly TimeSpan LongestUndone = TimeSpan.FromDays(1);

    public bool MayBeUndone(DateTimeOffset now) => State == Done && FinishedAt is { } at && now - at < LongestUndone;

    public void Undo() => State = Undone;

    public void Map(ImportMapping to) => Mapping = JsonSerializer.Serialize(to);

    public void Start(string mode) => (State, Mode) = (Running, mode);

    /// <summary>How far it is, for whoever watches.</summary>
    public void Note(int done, int failed) => (RowsDone, RowsFailed) = (done, failed);

    public void Finish(string state, int failed, int created, int updated, DateTimeOffset now) =>
        (State, FileId, RowsDone, RowsFailed, RowsCreated, RowsUpdated, FinishedAt) = (
            state,
            null,
            RowsTotal,
            failed,
            created,
            updated,
            now
        );
}

/// <summary>What is wrong with one cell of a file.</summary>
internal sealed class ImportError : ITenantRow
{
    private ImportError() { }

    public TenantId TenantId { get; private set; }

    public Guid ImportId { get; private set; }

    public int Line { get; private set; }

    /// <summary>Key of an <see cref="ImportColumn"/>, or <see cref="ImportErrors.Row"/>.</summary>
    public string Field { get; private set; } = "";

    /// <summary>What is wrong: see <see cref="CellError.Code"/>.</summary>
    public string Code { get; private set; } = "";

    public Personal<string>? Value { get; private set; }

    public Personal<string>? Detail { get; private set; }

    /// <summary>The whole line as it stood in the file, as a list in JSON; with the line's first error only.</summary>
    public Personal<string>? Cells { get; private set; }
}

/// <summary>A refused row as it is shown.</summary>
/// <param name="Cell">What is wrong, and with what.</param>
/// <param name="Cells">The whole line, with its first error.</param>
internal sealed record RefusedRow(CellError Cell, string[]? Cells)
{
    public int Line => Cell.Line;

    public string Field => Cell.Field;

    public string? Value => Cell.Value;

    public CellError ToCell() => Cell;
}

internal sealed class ImportTables : IEntityTypeConfiguration<ImportRun>, IEntityTypeConfiguration<ImportError>
{
    public void Configure(EntityTypeBuilder<ImportRun> builder)
    {
        builder.ToTable("imports");
        builder.HasKey(i => new { i.TenantId, i.ImportId });
    }

    public void Configure(EntityTypeBuilder<ImportError> builder)
    {
        builder.ToTable("import_errors");
        builder.HasKey(e => new
        {
            e.TenantId,
            e.ImportId,
            e.Line,
            e.Field,
        });
        builder.Property(e => e.Value).HasColumnName("sealed_value");
        builder.Property(e => e.Detail).HasColumnName("sealed_detail");
        builder.Property(e => e.Cells).HasColumnName("sealed_cells");
    }
}
