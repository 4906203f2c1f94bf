using Niaga.Platform.Values;
using Npgsql;

namespace Niaga.Identity.People;

/// <summary>
/// What a statement sees of people, as row-level security is told: one person, or whoever is behind one exact value. Of a business's own
/// members see <c>platform.known_people</c>.
/// </summary>
/// <param name="Person">Whose rows; nobody's for the empty id.</param>
/// <param name="Address">Accounts of this address, normalised.</param>
/// <param name="Login">Provider, and subject or sign-in there.</param>
/// <param name="Passkey">Its credential in hex.</param>
internal readonly record struct PeopleSight(PersonId Person, string Address = "", string Login = "", string Passkey = "")
{
    /// <summary>Of nobody: what the transaction's business may see of them by itself.</summary>
    public static PeopleSight Nobody => new(new PersonId(Guid.Empty));

    /// <summary>The first command of a batch: set for its transaction alone.</summary>
    public NpgsqlBatchCommand Set() =>
        new(
            "SELECT set_config('app.person_id', $1, true), set_config('app.sought_address', $2, true), "
                + "set_config('app.sought_login', $3, true), set_config('app.sought_passkey', $4, true)"
        )
        {
            Parameters =
            {
                new NpgsqlParameter<string> { TypedValue = Person.ToString() },
                new NpgsqlParameter<string> { TypedValue = Address },
                new NpgsqlParameter<string> { TypedValue = Login },
                new NpgsqlParameter<string> { TypedValue = Passkey },
            },
        };
}
