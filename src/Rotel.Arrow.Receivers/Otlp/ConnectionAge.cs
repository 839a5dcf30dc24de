using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Rotel.Arrow.Receivers.Otlp;

/// <summary>
/// Asks connections to end when they are old: HTTP/2 gets GOAWAY, HTTP/1.1 <c>Connection: close</c> with the next
/// response. Requests under way are answered. Clients connect again, and a load balancer can choose another instance.
/// </summary>
internal static class ConnectionAge
{
    /// <summary>The connection middleware. Up to a tenth of the age is added at random, so that clients do not come back together.</summary>
    internal static ConnectionDelegate Limit(ConnectionDelegate next, TimeSpan age, TimeProvider time) => async connection =>
    {
        TimeSpan jittered = age * (1 + (Random.Shared.NextDouble() / 10));
        IConnectionLifetimeNotificationFeature? lifetime = connection.Features.Get<IConnectionLifetimeNotificationFeature>();
        ITimer timer = time.CreateTimer(
            static state => ((IConnectionLifetimeNotificationFeature?)state)?.RequestClose(), lifetime, jittered, Timeout.InfiniteTimeSpan);
        await using (timer.ConfigureAwait(false))
        {
            await next(connection).ConfigureAwait(false);
        }
    };
}
