using Niaga.Host.Commands;
using Niaga.Host.Database;

var verbose = args.Contains("--verbose");
args = [.. args.Where(a => a != "--verbose")];
try
{
    return args switch
    {
        ["run", .. var rest] => await RunCommand.Run(rest),
        ["migrate"] => await MigrateCommand.Run(),
        ["seed"] => await SeedCommand.Run(),
        ["audit", "verify", .. var rest] => await AuditCommand.Run(rest),
        ["tenant", .. var rest] => await TenantCommand.Run(rest),
        ["privacy", .. var rest] => await PrivacyCommand.Run(rest),
        ["keys", .. var rest] => await KeysCommand.Run(rest),
        ["deletions", "apply", .. var rest] => await DeletionsCommand.Run(rest),
        ["backup", .. var rest] => await BackupCommand.Run(rest),
        ["database", .. var rest] => DatabaseCommand.Run(rest),
        _ => Refuse(
            "run [--demo] [--port N] | migrate | seed | audit verify [SLUG] | tenant list|suspend|resume|terminate SLUG --reason \"…\" "
                + "| tenant restore SLUG --at TIME [--dry-run] "
                + "| privacy [SLUG] | privacy incident … SLUG… | keys rotate|new-master|rewrap|check | deletions apply [SLUG] "
                + "| backup [list|verify|drill|prune|files|restore|help] | database --print-sql [--name NAME]"
        ),
    };
}
catch (PrerequisiteMissing missing)
{
    return Refuse(missing.Message, missing);
}
#pragma warning disable CA1031 // The last catch of the program: a person at a terminal gets a sentence, not a trace.
catch (Exception unexpected)
{
    var saying = unexpected.GetBaseException().Message.TrimEnd('.').ReplaceLineEndings(" ");
    return Refuse($"Niaga stopped because of an unexpected error: {saying}. Run it again with --verbose to see where.", unexpected);
}
#pragma warning restore CA1031

int Refuse(string message, Exception? cause = null)
{
    Console.Error.WriteLine(verbose && cause is not null ? message + "\n" + cause : message);
    return 1;
}
