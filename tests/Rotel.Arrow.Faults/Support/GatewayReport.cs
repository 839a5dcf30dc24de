using System.Globalization;
using System.Text.RegularExpressions;
using Rotel.Arrow.Testing;

namespace Rotel.Arrow.Faults.Support;

/// <summary>What the last lines of a gateway's log say of one kind of item.</summary>
/// <param name="Accepted">Items accepted.</param>
/// <param name="Requests">Requests they came in.</param>
/// <param name="Delivered">Items the exporter otlp delivered.</param>
/// <param name="Dropped">Items it dropped.</param>
internal sealed partial record GatewayReport(long Accepted, long Requests, long Delivered, long Dropped)
{
    /// <summary>Reads the report of a gateway that has ended.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="itemName">spans, data points or log records.</param>
    public static GatewayReport Of(GatewayProcess gateway, string itemName)
    {
        Match accepted = AcceptedLine().Matches(gateway.Output).FirstOrDefault(match => match.Groups[2].Value == itemName)
            ?? throw new InvalidOperationException(gateway.Process.Describe("reported nothing as accepted"));
        Match delivered = DeliveredLine().Matches(gateway.Output).FirstOrDefault(match => match.Groups[2].Value == itemName)
            ?? throw new InvalidOperationException(gateway.Process.Describe("reported nothing as delivered"));
        return new GatewayReport(Number(accepted, 1), Number(accepted, 3), Number(delivered, 1), Number(delivered, 3));
    }

    private static long Number(Match match, int group) => long.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"accepted (\d+) (spans|log records|data points) in (\d+) requests")]
    private static partial Regex AcceptedLine();

    [GeneratedRegex(@"otlp delivered (\d+) (spans|log records|data points), dropped (\d+)")]
    private static partial Regex DeliveredLine();
}
