using Niaga.Contract;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Npgsql;

namespace Niaga.Platform.UseCases;

/// <summary>
/// The use case's first statement goes through <see cref="TenantSession.Read(NpgsqlBatch, CancellationToken)"/>: one round trip less,
/// since the tenant travels with it.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReadsFirstAttribute : Attribute;

/// <summary>
/// One thing a person or a client can do: one file, a verb and a noun. It refuses first, with typed refusals, and acts last;
/// the runner wraps it in entitlement, permission, transaction, audit and commit. Carries <see cref="NeedsAttribute"/> or
/// <see cref="PublicAccessAttribute"/>.
/// </summary>
/// <typeparam name="TSelf">The use case itself.</typeparam>
/// <typeparam name="TInput">What it is given.</typeparam>
/// <typeparam name="TResult">What it answers; kept as JSON for a repeated request with an idempotency key.</typeparam>
public abstract class UseCase<TSelf, TInput, TResult>
    where TSelf : UseCase<TSelf, TInput, TResult>
{
    /// <summary>Runs it for the caller of the current request, in a transaction of its own.</summary>
    public static Task<Outcome<TResult>> Do(UseCaseRunner runner, TInput input, CancellationToken cancel) =>
        runner.Run<TSelf, TInput, TResult>(input, cancel);

    /// <summary>Does it. Called by the runner, within the transaction.</summary>
    public abstract Task<Outcome<TResult>> Run(TInput input, CancellationToken cancel);

    /// <summary>Whether a repeat under the same idempotency key is answered the same; false where it shall be tried anew.</summary>
    public virtual bool IsFinal(TResult result) => true;

    /// <summary>The refusal that a violated constraint of the database means, or null when the violation is a bug.</summary>
    public virtual Refusal? Explain(PostgresException violation, TInput input) => null;
}
