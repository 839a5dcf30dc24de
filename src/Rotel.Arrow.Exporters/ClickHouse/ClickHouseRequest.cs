using System.Text;
using Rotel.Arrow.Transport.Http;

namespace Rotel.Arrow.Exporters.ClickHouse;

/// <summary>One query, or one insert with its body.</summary>
/// <param name="Sql">The statement; of an insert what stands before the data.</param>
/// <param name="What">What it is, for messages: "an insert into otel.otel_traces".</param>
internal sealed record ClickHouseRequest(string Sql, string What)
{
    /// <summary>Data of an insert; borrowed.</summary>
    public RequestBody? Body { get; init; }

    /// <summary>Content-Encoding of the body.</summary>
    public string? Encoding { get; init; }

    /// <summary>Settings, as name=value pairs of the query string, each with an ampersand before it.</summary>
    public string Settings { get; init; } = "";

    /// <summary>
    /// Path and query below an endpoint. A statement without a body travels as the body itself, so that its length has
    /// no limit.
    /// </summary>
    public Uri AddressOn(HttpEndpoint endpoint)
    {
        var builder = new UriBuilder(endpoint.Address);
        var query = new StringBuilder(builder.Query.TrimStart('?'));
        if (Body is not null)
        {
            query.Append(query.Length == 0 ? "" : "&").Append("query=").Append(Uri.EscapeDataString(Sql));
        }

        query.Append(query.Length == 0 ? Settings.TrimStart('&') : Settings);
        builder.Query = query.ToString();
        return builder.Uri;
    }
}
