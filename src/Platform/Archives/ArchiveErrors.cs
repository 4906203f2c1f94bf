using Niaga.Platform.Refusals;

namespace Niaga.Platform.Archives;

/// <summary>Refusals about archives of a whole business.</summary>
internal static class ArchiveErrors
{
    /// <summary>Another passphrase, or the file was changed or cut off: which of them cannot be told.</summary>
    public static Refusal DoesNotOpen() => new("platform.archive_does_not_open", 400);

    /// <summary>Opened, but no archive: parts lack, stand twice, or have names no archive has.</summary>
    public static Refusal NoArchive(string part) => new("platform.archive_no_archive", 400, null, part);

    /// <summary>A part of it unpacks to far more than an archive's would.</summary>
    public static Refusal Bomb(string part) => new("platform.archive_bomb", 400, null, part);

    /// <summary>Too short, or of too few different signs, for a file that can be tried at for ever.</summary>
    public static Refusal WeakPassphrase(string field, int shortest) => new("platform.archive_weak_passphrase", 400, field, shortest);

    public static Refusal PassphrasesDiffer(string field) => new("platform.archive_passphrases_differ", 400, field);

    /// <summary>One is being made already.</summary>
    public static Refusal UnderWay() => new("platform.archive_under_way", 409);

    /// <summary>It is not made yet, or was cancelled or failed.</summary>
    public static Refusal NotReady() => new("platform.archive_not_ready", 409);

    /// <summary>Its seven days are over.</summary>
    public static Refusal Expired() => new("platform.archive_expired", 410);

    public static Refusal NewerFormat(int format, int known) => new("platform.archive_newer_format", 400, null, format, known);

    /// <summary>A module here is older than the one that wrote it.</summary>
    public static Refusal NewerSchema(string module) => new("platform.archive_newer_schema", 400, null, module);

    /// <summary>A table or column this deployment does not know.</summary>
    public static Refusal UnknownPart(string name) => new("platform.archive_unknown_part", 400, null, name);

    /// <summary>Signed by a deployment whose public key is not here.</summary>
    public static Refusal UnknownSigner(string key) => new("platform.archive_unknown_signer", 400, null, key);

    public static Refusal WrongSignature() => new("platform.archive_wrong_signature", 400);

    /// <summary>A part is not what the manifest says.</summary>
    public static Refusal Changed(string part) => new("platform.archive_changed", 400, null, part);

    /// <summary>A line that is no row, or that the database refuses.</summary>
    public static Refusal Row(string table, long line, string why) => new("platform.archive_row", 400, null, table, line, why);

    /// <summary>The business of the archive is here already.</summary>
    public static Refusal BusinessExists(string slug) => new("platform.archive_business_exists", 409, null, slug);

    /// <summary>What was loaded reads otherwise than what was written.</summary>
    public static Refusal LoadedOtherwise(string table) => new("platform.archive_loaded_otherwise", 409, null, table);
}

/// <summary>Ends the reading of an archive from within.</summary>
internal sealed class ArchiveUnusable(Refusal refusal) : Exception(refusal.Code)
{
    public Refusal Refusal => refusal;
}
