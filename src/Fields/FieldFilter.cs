using System.Linq.Expressions;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore.Query;

namespace Niaga.Fields;

/// <summary>
/// What a list is narrowed by of the business's own fields, as its address says: <c>?field.colour=red</c>, a choice by its option's key,
/// yes or no as <c>true</c> or <c>false</c>.
/// </summary>
public sealed class FieldFilter
{
    /// <summary>By nothing.</summary>
    public static FieldFilter None { get; } = new([]);

    private const string Yes = "true";
    private const string No = "false";
    private static readonly string[] YesThenNo = [Yes, No];
    private readonly IReadOnlyList<(Field Field, string Value)> wanted;

    private FieldFilter(IReadOnlyList<(Field Field, string Value)> wanted) => this.wanted = wanted;

    /// <summary>Whether it leaves all rows.</summary>
    public bool IsEmpty => wanted.Count == 0;

    /// <summary>Whether an address says anything of fields, so that they have to be known before its rows are read.</summary>
    public static bool IsAsked(IQueryCollection query) =>
        query.Keys.Any(IsColumn) || (query.TryGetValue("sort", out var sort) && IsColumn(sort.ToString().TrimStart('-')));

    /// <summary>What an address asks for; an unknown field or option and a retired field are passed over, as any parameter is.</summary>
    public static FieldFilter Of(FieldSet set, IQueryCollection query)
    {
        var wanted = new List<(Field, string)>();
        foreach (var (name, values) in query)
        {
            if (IsColumn(name) && set.OfColumn(name) is { } field && values is [{ } value] && Takes(field, value))
                wanted.Add((field, value));
        }
        return wanted.Count == 0 ? None : new(wanted);
    }

    /// <summary>What a field is narrowed to; null where it is not.</summary>
    public string? ValueOf(Field field)
    {
        foreach (var (its, value) in wanted)
        {
            if (its.Key == field.Key)
                return value;
        }
        return null;
    }

    /// <summary>The sort an address asks for where it is one by a field in use; null for any other.</summary>
    public static string? SortOf(FieldSet set, string? asked) =>
        set.OfColumn(asked) is not { } field ? null
        : asked == field.Column ? asked
        : asked == "-" + field.Column ? asked
        : null;

    /// <param name="rows">Records of the kind.</param>
    /// <param name="values">Their column of values.</param>
    public IQueryable<T> Apply<T>(IQueryable<T> rows, Expression<Func<T, string>> values)
    {
        foreach (var (field, value) in wanted)
        {
            var key = field.Key;
            rows = rows.Where(On<T, bool>(values, json => FieldSql.Text(json, key) == value));
        }
        return rows;
    }

    /// <summary>
    /// Records in the order of a field's values, those without one last: numbers as numbers, choices as they are offered, yes before no.
    /// </summary>
    /// <param name="rows">Records of the kind.</param>
    /// <param name="values">Their column of values.</param>
    /// <param name="field">Which.</param>
    /// <param name="descending">The other way round; those without a value stay last.</param>
    public static IOrderedQueryable<T> Order<T>(IQueryable<T> rows, Expression<Func<T, string>> values, Field field, bool descending)
    {
        var key = field.Key;
        var last = rows.OrderBy(On<T, bool>(values, json => FieldSql.Text(json, key) == null));
        switch (field.Type)
        {
            case FieldTypes.Number:
                return Then(last, On<T, decimal>(values, json => Convert.ToDecimal(FieldSql.Text(json, key))), descending);
            case FieldTypes.Choice or FieldTypes.YesNo:
                var order = field.Type == FieldTypes.YesNo ? YesThenNo : [.. field.Options.Select(o => o.Key)];
                return Then(last, On<T, int>(values, json => Array.IndexOf(order, FieldSql.Text(json, key))), descending);
            default:
                return Then(last, On<T, string>(values, json => FieldSql.Small(FieldSql.Text(json, key))!), descending);
        }
    }

    private static IOrderedQueryable<T> Then<T, TKey>(IOrderedQueryable<T> rows, Expression<Func<T, TKey>> by, bool descending) =>
        descending ? rows.ThenByDescending(by) : rows.ThenBy(by);

    /// <summary>What is said of a column of values, said of a record.</summary>
    private static Expression<Func<T, TValue>> On<T, TValue>(Expression<Func<T, string>> values, Expression<Func<string, TValue>> said) =>
        Expression.Lambda<Func<T, TValue>>(
            ReplacingExpressionVisitor.Replace(said.Parameters[0], values.Body, said.Body),
            values.Parameters
        );

    private static bool IsColumn(string name) => name.StartsWith(Field.ColumnPrefix, StringComparison.Ordinal);

    private static bool Takes(Field field, string value) =>
        field.Type switch
        {
            FieldTypes.YesNo => value is Yes or No,
            FieldTypes.Choice => field.Options.Any(o => o.Key == value),
            _ => false,
        };
}
