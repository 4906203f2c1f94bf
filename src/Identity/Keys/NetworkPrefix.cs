using System.Net;

namespace Niaga.Identity.Keys;

/// <summary>The network an address lies in, as far as a place is told by it: 24 bits of IPv4, 48 of IPv6.</summary>
internal static class NetworkPrefix
{
    private const int OfIPv4 = 24;
    private const int OfIPv6 = 48;

    public static IPNetwork Of(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        var bits = bytes.Length == 4 ? OfIPv4 : OfIPv6;
        bytes.AsSpan(bits / 8).Clear();
        return new(new(bytes), bits);
    }
}
