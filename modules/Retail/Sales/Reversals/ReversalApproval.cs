using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales.Reversals;

/// <summary>A supervisor's word for somebody who may not void or refund by themself.</summary>
internal sealed class ReversalApproval(Supervisors supervisors, Caller caller)
{
    /// <param name="SupervisorId">Who agrees.</param>
    /// <param name="Pin">Their PIN in this business, 4 to 8 digits.</param>
    internal sealed record Given(Guid? SupervisorId, string? Pin);

    /// <summary>Whether this caller has to ask somebody.</summary>
    public bool Needed(string permission) => !caller.May(permission);

    /// <summary>Whom they can ask: members who may, and have a PIN.</summary>
    public Task<IReadOnlyList<Supervisors.Supervisor>> Choices(string permission, CancellationToken cancel) =>
        Needed(permission) ? supervisors.List(permission, cancel) : Task.FromResult<IReadOnlyList<Supervisors.Supervisor>>([]);

    /// <summary>Who agreed; null where nobody needs to. A wrong PIN is counted and refused.</summary>
    public async Task<Outcome<PersonId?>> Ask(string permission, Given? given, CancellationToken cancel)
    {
        if (!Needed(permission))
            return default(PersonId?);
        if (given?.SupervisorId is not { } supervisor || string.IsNullOrWhiteSpace(given.Pin))
            return Errors.NeedsSupervisor();

        var approved = await supervisors.Approve(new(supervisor), given.Pin, permission, cancel);
        return approved.Succeeded(out _, out var refusal) ? new PersonId(supervisor) : refusal;
    }
}
