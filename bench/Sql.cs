using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Niaga.Bench;

/// <summary>Listens to what Entity Framework sends, so that the ceiling runs the same SQL and not what somebody remembers of it.</summary>
internal sealed class Sql : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
{
    private readonly List<string> heard = [];

    /// <summary>The one statement about a table that <paramref name="act"/> sends.</summary>
    public static async Task<string> Of(string table, Func<Task> act)
    {
        var listener = new Sql();
        using (DiagnosticListener.AllListeners.Subscribe(listener))
            await act();
        return listener.heard.Last(sql => sql.Contains("." + table, StringComparison.Ordinal));
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
            value.Subscribe(this);
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData data)
            heard.Add(data.Command.CommandText);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }
}
