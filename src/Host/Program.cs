using Niaga.Host.Commands;
using Niaga.Host.Database;

try
{
    return args switch
    {
        ["run", .. var rest] => await RunCommand.Run(rest),
        ["migrate"] => await MigrateCommand.Run(),
        ["seed"] => await SeedCommand.Run(),
        ["audit", "verify", .. var rest] => await AuditCommand.Run(rest),
        ["tenant", .. var rest] => await TenantCommand.Run(rest),
        _ => Refuse(
            "run [--demo] [--port N] | migrate | seed | audit verify [SLUG] | tenant list|suspend|resume|terminate SLUG --reason \"…\""
        ),
    };
}
catch (PrerequisiteMissing missing)
{
    return Refuse(missing.Message);
}

static int Refuse(string message)
{
    Console.Error.WriteLine(message);
    return 1;
}
