using Microsoft.EntityFrameworkCore;

namespace Niaga.Fields;

/// <summary>What queries of records say about values, in LINQ.</summary>
public static class FieldSql
{
    /// <summary>A value as text; null where the record has none.</summary>
    /// <param name="values">The record's column of values.</param>
    /// <param name="key">Of the field.</param>
    public static string? Text(string values, string key) => throw new InvalidOperationException("Said by the database.");

    /// <summary>Text in small letters.</summary>
    internal static string? Small(string? text) => throw new InvalidOperationException("Said by the database.");

    /// <summary>Lets a module's queries say it: a line of its context's description.</summary>
    public static ModelBuilder WithFields(this ModelBuilder model)
    {
        var text = model.HasDbFunction(typeof(FieldSql).GetMethod(nameof(Text))!).HasName("jsonb_extract_path_text").IsBuiltIn();
        text.HasParameter("values").HasStoreType("jsonb");
        model.HasDbFunction(((Func<string?, string?>)Small).Method).HasName("lower").IsBuiltIn();
        return model;
    }
}
