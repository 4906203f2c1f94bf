using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Niaga.Identity.People;
using Niaga.Testing;

namespace Niaga.Platform.Tests.Accounts;

/// <summary>Niaga with the price of a hash that production pays.</summary>
public sealed class ProductionHashApp : NiagaApp
{
    protected override string[] Configuration => ["--Passwords:Iterations=210000"];
}

/// <summary>Niaga that tells of failed sign-ins after two seconds.</summary>
public sealed class QuickFailureReportApp : NiagaApp
{
    protected override string[] Configuration => ["--Attempts:Window=00:00:02"];
}

/// <summary>Niaga with a response interval long enough to measure.</summary>
public sealed class FixedResponseTimeApp : NiagaApp
{
    public static readonly TimeSpan ResponseInterval = TimeSpan.FromMilliseconds(700);

    protected override string[] Configuration => [$"--Attempts:ResponseInterval={ResponseInterval}"];
}

/// <summary>Niaga that counts the hashes of passwords it computes, each dear enough to be seen on the clock.</summary>
public sealed class CountingApp : NiagaApp
{
    private static int hashes;

    protected override void Replace(IServiceCollection services) => services.AddScoped<IPasswordHasher<Person>, Hasher>();

    /// <summary>How many hashes an act costs.</summary>
    public static async Task<int> Hashes(Func<Task> act)
    {
        var before = Volatile.Read(ref hashes);
        await act();
        return Volatile.Read(ref hashes) - before;
    }

    private sealed class Hasher(IOptions<PasswordHasherOptions> options) : PasswordHasher<Person>(options)
    {
        public override string HashPassword(Person user, string password)
        {
            Interlocked.Increment(ref hashes);
            return base.HashPassword(user, password);
        }

        public override PasswordVerificationResult VerifyHashedPassword(Person user, string hashedPassword, string providedPassword)
        {
            Interlocked.Increment(ref hashes);
            return base.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
