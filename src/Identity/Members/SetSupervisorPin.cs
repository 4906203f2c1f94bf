using Microsoft.EntityFrameworkCore;
using Niaga.Contract;
using Niaga.Identity.People;
using Niaga.Platform.Audit;
using Niaga.Platform.Callers;
using Niaga.Platform.Data;
using Niaga.Platform.Refusals;
using Niaga.Platform.UseCases;
using Niaga.Platform.Values;

namespace Niaga.Identity.Members;

/// <summary>Chooses one's own PIN in this business. Whoever sits at an open screen must not choose it: identity is proven first.</summary>
[Needs(PlatformPermissions.WorkspaceOpen)]
[StepUp]
internal sealed class SetSupervisorPin(
    TenantSession session,
    SupervisorPinHasher hasher,
    AuditTrail audit,
    Caller caller,
    TimeProvider clock
) : UseCase<SetSupervisorPin, SetSupervisorPin.Input, Done>
{
    /// <param name="Pin">4 to 8 digits.</param>
    /// <param name="Again">The same, typed once more.</param>
    public sealed record Input(string? Pin, string? Again);

    public override async Task<Outcome<Done>> Run(Input input, CancellationToken cancel)
    {
        var pin = input.Pin?.Trim();
        if (string.IsNullOrEmpty(pin))
            return PlatformErrors.Required("Pin");
        if (!SupervisorPin.IsShaped(pin))
            return MemberErrors.PinShape(SupervisorPin.Shortest, SupervisorPin.Longest);
        if (SupervisorPin.IsObvious(pin))
            return MemberErrors.PinObvious();
        if (pin != input.Again?.Trim())
            return MemberErrors.PinsDiffer();

        var db = session.Open<IdentityDb>();
        var person = caller.Person!.Value;
        var own = await db.Set<SupervisorPin>().FirstOrDefaultAsync(p => p.PersonId == person, cancel);
        if (own is null)
            db.Add(own = new(person));
        own.Set(hasher.Hash(session.Tenant, person, pin), clock.GetUtcNow());
        audit.Record("platform.supervisor_pin_set", "platform.person", person);
        return default(Done);
    }
}
