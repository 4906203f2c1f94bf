namespace Niaga.Privacy.Register;

/// <summary>Configuration section <c>Residency</c>: where the operator keeps things; the register prints it.</summary>
internal sealed class ResidencySettings
{
    public string? Data { get; set; }

    public string? Backups { get; set; }

    public string? Keys { get; set; }
}
