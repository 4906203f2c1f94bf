using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.AspNetCore.Http;

namespace Niaga.Ui;

/// <summary>A page's form class as text by the names of its fields, and back: <c>Form.Name</c> is its property <c>Name</c>.</summary>
public static class FormFields
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Known = new();

    /// <summary>Every text and yes or no of a form; yes is <c>true</c> and no is empty, as browsers post them.</summary>
    public static Dictionary<string, string> Of(object form) =>
        Properties(form.GetType())
            .ToDictionary(
                p => "Form." + p.Name,
                p =>
                    p.GetValue(form) switch
                    {
                        string text => text,
                        true => "true",
                        _ => "",
                    },
                StringComparer.Ordinal
            );

    /// <summary>A form filled with what was posted.</summary>
    public static T Read<T>(IFormCollection posted)
        where T : class, new()
    {
        var form = new T();
        foreach (var property in Properties(typeof(T)))
        {
            var text = posted["Form." + property.Name].ToString();
            property.SetValue(
                form,
                property.PropertyType == typeof(bool) ? text == "true"
                    : text.Length == 0 ? null
                    : text
            );
        }
        return form;
    }

    private static PropertyInfo[] Properties(Type form) =>
        Known.GetOrAdd(
            form,
            type =>
                [
                    .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
                        .Where(p => p.CanWrite && (p.PropertyType == typeof(string) || p.PropertyType == typeof(bool))),
                ]
        );
}
