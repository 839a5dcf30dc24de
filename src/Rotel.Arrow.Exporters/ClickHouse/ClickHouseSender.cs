namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>Sends a request to the server that works, and to the next one where another server may help.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class ClickHouseSender(ClickHouseClient client, ClickHouseEndpoints endpoints, ClickHouseExporterLog log)
{
    /// <summary>One request on each endpoint at most. The answer is that of the last one.</summary>
    /// <param name="request">What to send; its body is borrowed.</param>
    /// <param name="cancellation">The time of the attempt.</param>
    public async ValueTask<ClickHouseAnswer> SendAsync(ClickHouseRequest request, CancellationToken cancellation)
    {
        ulong tried = 0;
        ClickHouseAnswer? answer = null;
        while (true)
        {
            int number = endpoints.Next(tried);
            if (number < 0 || (answer is not null && cancellation.IsCancellationRequested))
            {
                return answer!;
            }

            tried |= 1UL << Math.Min(number, 63);
            answer = await client.SendAsync(endpoints[number], request, cancellation).ConfigureAwait(false);
            if (!answer.IsEndpointDown)
            {
                endpoints.Worked(number);
                return answer;
            }

            endpoints.Failed(number);
            if (endpoints.Count > 1)
            {
                log.EndpointFailed(answer.Text);
            }
        }
    }
}
