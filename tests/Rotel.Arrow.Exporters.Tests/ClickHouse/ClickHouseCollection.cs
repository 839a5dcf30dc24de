namespace Rotel.Arrow.Exporters.Tests.ClickHouse;

/// <summary>Tests with the real server run one after the other, when the other ones are done: the server wants all cores.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ClickHouseCollection
{
    public const string Name = "ClickHouse";
}
