using Niaga.Platform.Refusals;

namespace Niaga.Identity.Members;

/// <summary>Refusals about members, invitations and roles.</summary>
internal static class MemberErrors
{
    /// <summary>A key that is no role, or one this business cannot give.</summary>
    public static Refusal RoleUnknown() => new("platform.role_unknown", 400, "Role");

    /// <summary>Nobody gives or takes what they lack.</summary>
    public static Refusal BeyondYou() => new("platform.beyond_you", 403);

    public static Refusal OwnersOnly() => new("platform.owners_only", 403);

    /// <summary>A business keeps at least one active owner.</summary>
    public static Refusal LastOwner() => new("platform.last_owner", 409);

    /// <summary>One does not suspend or remove oneself; leaving is an act of its own.</summary>
    public static Refusal Yourself() => new("platform.yourself", 409);

    /// <summary>An owner sees the whole business.</summary>
    public static Refusal OwnerEverywhere() => new("platform.owner_everywhere", 409, "Branches");

    /// <summary>Nobody says of themselves where they work.</summary>
    public static Refusal OwnBranches() => new("platform.own_branches", 409, "Branches");

    /// <summary>Nobody gives or takes a place of the business they do not see themselves.</summary>
    public static Refusal BeyondYourBranches() => new("platform.beyond_your_branches", 403, "Branches");

    public static Refusal BranchesUnknown() => new("platform.branches_unknown", 400, "Branches");

    /// <summary>None chosen, or archived ones only.</summary>
    public static Refusal BranchesNone() => new("platform.branches_none", 400, "Branches");

    public static Refusal AlreadyMember() => new("platform.already_member", 409, "Email");

    public static Refusal InvitationOpen() => new("platform.invitation_open", 409, "Email");

    public static Refusal InvitationsTooMany(int most) => new("platform.invitations_too_many", 429, null, most);

    /// <summary>Used, expired, revoked, unknown, or sent by somebody who may no longer: one answer.</summary>
    public static Refusal InvitationSpent() => new("platform.invitation_spent", 410);

    /// <summary>The invited address has an account, or its domain a sign-in of its own: that comes first.</summary>
    public static Refusal SignInFirst() => new("platform.sign_in_first", 409);

    /// <summary>Whoever accepts has a place in the business.</summary>
    public static Refusal AlreadyHere() => new("platform.already_here", 409);

    public static Refusal RoleNameTaken() => new("platform.role_name_taken", 409, "Name");

    public static Refusal RoleEmpty() => new("platform.role_empty", 400, "Permissions");

    public static Refusal PermissionUnknown() => new("platform.permission_unknown", 400, "Permissions");

    /// <summary>A permission only the owner's role has.</summary>
    public static Refusal OwnersPermission() => new("platform.owners_permission", 403, "Permissions");

    public static Refusal RolesTooMany(int most) => new("platform.roles_too_many", 409, null, most);

    /// <summary>Members or open invitations hold it, or single sign-on or a directory gives it.</summary>
    public static Refusal RoleInUse() => new("platform.role_in_use", 409);

    public static Refusal PinShape(int least, int most) => new("platform.supervisor_pin_shape", 400, "Pin", least, most);

    public static Refusal PinObvious() => new("platform.supervisor_pin_obvious", 400, "Pin");

    public static Refusal PinsDiffer() => new("platform.supervisor_pins_differ", 400, "Again");

    /// <summary>Wrong, none set, or theirs does not allow it: one answer.</summary>
    public static Refusal PinWrong() => new("platform.supervisor_pin_wrong", 403, "Pin");

    public static Refusal PinLocked(int minutes) => new("platform.supervisor_pin_locked", 429, "Pin", minutes);
}
