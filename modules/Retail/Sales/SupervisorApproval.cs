using Niaga.Platform.Callers;
using Niaga.Platform.Refusals;
using Niaga.Platform.Tenants;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Retail.Sales;

/// <summary>A supervisor's word, where the caller may not by themself.</summary>
/// <param name="SupervisorId">Who agrees: a member who may do it themself.</param>
/// <param name="Pin" example="&quot;4711&quot;">Their PIN in this business, 4 to 8 digits.</param>
internal sealed record ApprovalGiven(Guid? SupervisorId, string? Pin);

/// <summary>A supervisor's word for somebody who may not void, refund or sell below zero by themself.</summary>
internal sealed class SupervisorApproval(Supervisors supervisors, Caller caller)
{
    /// <summary>Whether this caller has to ask somebody.</summary>
    public bool Needed(string permission) => !caller.May(permission);

    /// <summary>Whom they can ask: members who may, and have a PIN.</summary>
    public Task<IReadOnlyList<Supervisors.Supervisor>> Choices(string permission, CancellationToken cancel) =>
        Needed(permission) ? supervisors.List(permission, cancel) : Task.FromResult<IReadOnlyList<Supervisors.Supervisor>>([]);

    /// <summary>As <see cref="Ask"/>, where it turns out later whether anybody had to be asked: nobody named is nobody's word.</summary>
    public Task<Outcome<PersonId?>> AskIfGiven(string permission, ApprovalGiven? given, CancellationToken cancel) =>
        given is null ? Task.FromResult<Outcome<PersonId?>>(default(PersonId?)) : Ask(permission, given, cancel);

    /// <summary>Who agreed; null where nobody needs to. A wrong PIN is counted and refused.</summary>
    public async Task<Outcome<PersonId?>> Ask(string permission, ApprovalGiven? given, CancellationToken cancel)
    {
        if (!Needed(permission))
            return default(PersonId?);
        if (given?.SupervisorId is not { } supervisor || string.IsNullOrWhiteSpace(given.Pin))
            return Errors.NeedsSupervisor();

        var approved = await supervisors.Approve(new(supervisor), given.Pin, permission, cancel);
        return approved.Succeeded(out _, out var refusal) ? new PersonId(supervisor) : refusal;
    }
}
