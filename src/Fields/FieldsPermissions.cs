namespace Niaga.Fields;

/// <summary>Permissions about fields of a business's own.</summary>
public static class FieldsPermissions
{
    /// <summary>Add, change, order and retire fields. Who may edit a record fills them in.</summary>
    public const string Manage = "fields.manage";
}
