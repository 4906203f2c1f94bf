namespace Niaga.Fields;

/// <summary>
/// A kind of record that takes fields; a module registers one per kind: <c>services.AddSingleton(PatientFields.Kind)</c>. Its table gets
/// the values' column by <c>CALL fields.allow('healthcare.patients', 'healthcare.patient')</c>.
/// </summary>
/// <param name="Subject">As the audit log calls it, such as <c>retail.product</c>.</param>
/// <param name="Path">As the site and the API call its records, such as <c>products</c>.</param>
/// <param name="View">Permission of who may see its records, and so which fields they have.</param>
/// <param name="Text">Key of what they are called together.</param>
public sealed record FieldKind(string Subject, string Path, string View, string Text);
