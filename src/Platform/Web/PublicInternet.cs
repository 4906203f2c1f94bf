using System.Net;
using System.Net.Http;
using System.Net.Sockets;

namespace Niaga.Platform.Web;

/// <summary>
/// The internet, and not what only this machine or its network can reach (RFC 6890 and the ways IPv6 wraps IPv4). Whatever a business may
/// have the platform call goes through here.
/// </summary>
internal static class PublicInternet
{
    private static readonly IPNetwork Unicast = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork[] Inside =
    [
        .. new[]
        {
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/96",
            "64:ff9b::/96",
            "64:ff9b:1::/48",
            "100::/64",
            "2001::/23",
            "2001:db8::/32",
            "2002::/16",
            "3fff::/20",
            "fc00::/7",
            "fe80::/10",
            "fec0::/10",
            "ff00::/8",
        }.Select(n => IPNetwork.Parse(n)),
    ];

    public static bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !Unicast.Contains(address))
            return false;
        return !Inside.Any(n => n.BaseAddress.AddressFamily == address.AddressFamily && n.Contains(address));
    }

    /// <summary>The public addresses of a name.</summary>
    /// <exception cref="SocketException">There is no such name.</exception>
    /// <exception cref="PrivateAddressException">It has other addresses only.</exception>
    public static async Task<IPAddress[]> Resolve(string host, CancellationToken cancel)
    {
        var addresses = await Dns.GetHostAddressesAsync(host, cancel);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);

        var open = addresses.Where(Contains).ToArray();
        return open.Length > 0 ? open : throw new PrivateAddressException();
    }

    /// <summary>Connects to the very address that was checked; asking the name again could give another.</summary>
    public static async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var open = await Resolve(context.DnsEndPoint.Host, cancel);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(open, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name leads to no address of the public internet.</summary>
internal sealed class PrivateAddressException : Exception;
