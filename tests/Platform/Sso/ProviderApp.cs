namespace Niaga.Platform.Tests.Sso;

/// <summary>A deployment with four providers, which live on this machine.</summary>
public sealed class ProviderApp : SsoApp
{
    protected override string[] Configuration =>
        [
            .. base.Configuration,
            .. One("google", "Google", ("Authority", Providers.Realm("google").Issuer)),
            .. One("microsoft", "Microsoft", ("Authority", Providers.Realm(TestProvider.Common).Issuer)),
            .. One(
                "mydigitalid",
                "MyDigitalId",
                ("BaseAddress", Providers.Address),
                ("Realm", "mydid"),
                ("NameClaim", "nama"),
                ("IcClaim", "nric"),
                ("Scopes:0", "mykad")
            ),
            .. One(
                "kedai",
                "Oidc",
                ("Authority", Providers.Realm("kedai").Issuer),
                ("TrustsEmail", "true"),
                ("DisplayName:ms", "Akaun Kedai"),
                ("DisplayName:en", "Shop account")
            ),
        ];

    private static IEnumerable<string> One(string key, string kind, params (string Name, string Value)[] more) =>
        more.Append(("Kind", kind))
            .Append(("ClientId", TestRealm.ClientId))
            .Append(("ClientSecret", TestRealm.ClientSecret))
            .Select(s => $"--SignIn:Providers:{key}:{s.Item1}={s.Item2}");

    /// <summary>The provider, honest, with somebody nobody has seen yet.</summary>
    internal TestRealm Realm(string key)
    {
        var realm = Providers.Realm(
            key switch
            {
                "microsoft" => TestProvider.Common,
                "mydigitalid" => "mydid",
                _ => key,
            }
        );
        realm.Bend = null;
        realm.Person.Clear();
        foreach (
            var (name, value) in new (string, object)[]
            {
                ("sub", Guid.NewGuid().ToString("N")),
                ("name", "Aminah Staf"),
                ("email", $"{Guid.NewGuid():N}@contoh.my"),
                ("email_verified", true),
            }
        )
            realm.Person[name] = value;
        if (key == "google")
            realm.Person["hd"] = "contoh.my";
        if (key == "mydigitalid")
            (realm.Person["nama"], realm.Person["nric"]) = ("Nama Penuh", "900101145678");
        if (key == "microsoft")
            Tenant(realm, Guid.NewGuid());
        return realm;
    }

    internal void Tenant(TestRealm realm, Guid tenant)
    {
        var template = $"{Providers.Address}/{{tenantid}}/v2.0";
        realm.BendDiscovery = d => d["issuer"] = template;
        realm.IssuerOfKeys = template;
        realm.Person["tid"] = tenant.ToString();
        realm.Person["iss"] = "";
        realm.Issuer = $"{Providers.Address}/{tenant}/v2.0";
    }

    internal async Task<long> Count(string sql) => (long)await Scalar(sql);

    internal async Task<object> Scalar(string sql)
    {
        await using var admin = await Connect("postgres");
        await using var command = new Npgsql.NpgsqlCommand(sql, admin);
        return (await command.ExecuteScalarAsync())!;
    }
}
