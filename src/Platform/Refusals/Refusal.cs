using System.Diagnostics.CodeAnalysis;

namespace Niaga.Platform.Refusals;

/// <summary>
/// A use case's typed "no". Its sentence is the text <c>refusal.{Code}</c> with <see cref="Values"/> filled in, the same on a
/// page and in the API's problem details.
/// </summary>
/// <param name="Code">Stable code, such as <c>retail.sku_taken</c>.</param>
/// <param name="Status">HTTP status an API answers with: 400 to 499, or 503 where something it depends on is away.</param>
/// <param name="Field">The input's field it belongs to, in the input's own spelling (PascalCase); null for the whole.</param>
/// <param name="Values">What the sentence's {0}, {1} … stand for.</param>
public sealed record Refusal(string Code, int Status, string? Field = null, params object[] Values)
{
    /// <summary>More refusals of the same input, so that a form can show every error at once.</summary>
    public IReadOnlyList<Refusal> Others { get; init; } = [];

    /// <summary>This refusal and the others.</summary>
    public IEnumerable<Refusal> All => [this, .. Others];

    /// <summary>The first of <paramref name="refusals"/> carrying the rest, or null when there is none.</summary>
    public static Refusal? Of(IReadOnlyList<Refusal> refusals) =>
        refusals.Count == 0 ? null : refusals[0] with { Others = [.. refusals.Skip(1)] };
}

/// <summary>What a use case answers: a value or a refusal.</summary>
public readonly record struct Outcome<T>
{
    private readonly T? value;

    private Outcome(T? value, Refusal? refusal) => (this.value, Refusal) = (value, refusal);

    /// <summary>The refusal; null when it succeeded.</summary>
    public Refusal? Refusal { get; }

    /// <summary>The value. Asking a refused outcome for it is a bug and throws.</summary>
    public T Value => Refusal is null ? value! : throw new InvalidOperationException($"Refused: {Refusal.Code}");

    /// <summary>True, with the value, when it succeeded; false, with the refusal, when not.</summary>
    public bool Succeeded([MaybeNullWhen(false)] out T value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (this.value, Refusal);
        return refusal is null;
    }

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of a use case that answers nothing but "done".</summary>
public readonly record struct Done;

/// <summary>The value of a use case that changed a row.</summary>
/// <param name="Version">The row's version from now on: the ETag of the answer.</param>
public readonly record struct Changed(uint Version);
