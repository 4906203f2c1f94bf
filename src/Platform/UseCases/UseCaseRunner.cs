using System.Reflection;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Niaga.Contract;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Disclosures;
using Niaga.Platform.Modules;
using Niaga.Platform.Refusals;
using Niaga.Platform.Texts;
using Niaga.Platform.Work;
using Npgsql;

namespace Niaga.Platform.UseCases;

/// <summary>
/// Entitlement → permission → transaction → the use case → audit and outgoing work → commit. One place, for every use case.
/// </summary>
public sealed class UseCaseRunner(
    IServiceScopeFactory scopes,
    Caller caller,
    Words words,
    ModuleCatalog modules,
    IDataProtectionProvider protection,
    TimeProvider clock
)
{
    /// <summary>Runs a use case in a scope and a transaction of its own.</summary>
    /// <returns>Its value once committed, or its refusal with nothing changed.</returns>
    public async Task<Outcome<TResult>> Run<TUseCase, TInput, TResult>(TInput input, CancellationToken cancel)
        where TUseCase : UseCase<TUseCase, TInput, TResult>
    {
        if (Access<TUseCase>.Refuse(caller, modules, clock) is { } refusal)
            return refusal;

        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Caller>().CopyFrom(caller);
        // What a use case words itself, it words in the language of who asked.
        scope.ServiceProvider.GetRequiredService<Words>().Language = words.Language;
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        var useCase = (TUseCase?)null;
        try
        {
            var key = caller.Idempotency?.Next();
            // A key is taken before anything else, in a statement that takes the tenant along too.
            if (Access<TUseCase>.ReadsFirst || key is not null)
                await session.BeginWithRead(cancel);
            else
                await session.Begin(cancel);
            if (key is not null && await IdempotentResponses.Claim<TResult>(session, protection, key, cancel) is { } answered)
                return answered;

            useCase = scope.ServiceProvider.GetRequiredService<TUseCase>();
            var outcome = await useCase.Run(input, cancel);
            if (!outcome.Succeeded(out var value, out var refused))
                return refused;

            await session.Save(cancel);
            scope.ServiceProvider.GetRequiredService<AuditTrail>().Write(session);
            scope.ServiceProvider.GetRequiredService<DisclosureLog>().Write();
            scope.ServiceProvider.GetRequiredService<Outbox>().Write(session);
            if (key is not null && useCase.IsFinal(value))
                IdempotentResponses.Keep(session, protection, key, value);
            else if (key is not null)
                IdempotentResponses.Release(session, key);
            await session.Commit(cancel);
            return value;
        }
        catch (Exception e) when (Violation(e) is { } violation && Explain(useCase, violation, input) is { } explained)
        {
            return explained;
        }
        catch (DbUpdateConcurrencyException)
        {
            return PlatformErrors.ChangedByAnother();
        }
        finally
        {
            // What a refusal told of somebody is written though nothing else is; a commit leaves nothing to write.
            await session.DisposeAsync();
            await scope.ServiceProvider.GetRequiredService<DisclosureLog>().WriteAlone(CancellationToken.None);
        }
    }

    private static Refusal? Explain<TUseCase, TInput, TResult>(
        UseCase<TUseCase, TInput, TResult>? useCase,
        PostgresException violation,
        TInput input
    )
        where TUseCase : UseCase<TUseCase, TInput, TResult> =>
        violation.SqlState switch
        {
            PostgresErrorCodes.LockNotAvailable => PlatformErrors.Overloaded(),
            PostgresErrorCodes.DeadlockDetected => PlatformErrors.Busy(),
            _ => useCase?.Explain(violation, input),
        };

    // Entity Framework wraps what the database said, and twice where trying again might help, as after a deadlock.
    private static PostgresException? Violation(Exception? e) =>
        e is null or PostgresException ? e as PostgresException : Violation(e.InnerException);

    /// <summary>What a use case asks of its caller, read from its attribute once.</summary>
    private static class Access<TUseCase>
    {
        private static readonly string? Permission = typeof(TUseCase).GetCustomAttribute<NeedsAttribute>()?.Permission;
        private static readonly bool Operator = typeof(TUseCase).IsDefined(typeof(OperatorOnlyAttribute));
        private static readonly bool Open =
            typeof(TUseCase).IsDefined(typeof(PublicAccessAttribute)) || typeof(TUseCase).IsDefined(typeof(SignedInAttribute));

        public static readonly bool ReadsFirst = typeof(TUseCase).IsDefined(typeof(ReadsFirstAttribute));

        private static readonly StepUpAttribute? StepUp = typeof(TUseCase).GetCustomAttribute<StepUpAttribute>();

        public static Refusal? Refuse(Caller caller, ModuleCatalog modules, TimeProvider clock)
        {
            // The platform's own work and the operator act on somebody's earlier word.
            if (
                StepUp is not null
                && !(StepUp.KeysMay && caller.Session is null)
                && caller.Origin.Channel is "page" or "api"
                && !RecentAuthentication.Holds(caller.Session, clock.GetUtcNow(), acting: true)
            )
                return PlatformErrors.ProofNeeded();
            if (Operator)
                return caller.Origin == Origin.Operator ? null : PlatformErrors.Forbidden();
            if (Permission is null)
                return Open
                    ? null
                    : throw new InvalidOperationException($"{typeof(TUseCase)} says neither what it needs nor that it is public.");
            if (modules.EntitlementOf(Permission) is { } entitlement && !caller.Entitlements.Contains(entitlement))
                return PlatformErrors.NotInPlan();

            return caller.May(Permission) ? null : PlatformErrors.Forbidden();
        }
    }
}
