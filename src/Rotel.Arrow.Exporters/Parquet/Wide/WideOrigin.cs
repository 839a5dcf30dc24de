using Apache.Arrow;
using Apache.Arrow.Types;
using Rotel.Arrow.Columnar.Accessors;
using Rotel.Arrow.Columnar.Builders;
using Rotel.Arrow.Columnar.Kernels;
using Rotel.Arrow.Memory;
using Rotel.Arrow.Otap;
using Rotel.Arrow.Otap.Accessors;
using Rotel.Arrow.Otap.Schemas;

namespace Rotel.Arrow.Exporters.Parquet.Wide;

/// <summary>Resource and scope of a batch, joined into its rows: maps are made once a resource and then taken for each row.</summary>
internal sealed class WideOrigin
{
    private readonly SealContext _context;
    private readonly OtapBatch _batch;
    private readonly AttributeMaps _resources;
    private readonly AttributeMaps _scopes;
    private readonly ArrayData? _serviceNames;
    private readonly int[] _serviceNameRows;

    public WideOrigin(SealContext context, OtapBatch batch, JsonValueWriter json)
    {
        _context = context;
        _batch = batch;
        (int resources, int scopes) = Count(batch);
        _resources = AttributeMaps.Build(context, batch, PayloadType.ResourceAttrs, resources, json);
        _scopes = AttributeMaps.Build(context, batch, PayloadType.ScopeAttrs, scopes, json);
        _serviceNameRows = ServiceNames(batch, resources);
        _serviceNames = _resources.Text.Children[0].Children[1] is { Length: > 0 } values ? values : null;
    }

    /// <summary>Resource attribute service.name of each row; null where it is missing or not text.</summary>
    /// <param name="roots">Root row of each row.</param>
    public ArrayData? ServiceName(ReadOnlySpan<int> roots)
    {
        if (_serviceNames is null)
        {
            return null;
        }

        int[] rows = Ids(ColumnNames.Resource, roots);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = _serviceNameRows[rows[i]];
        }

        return TakeKernel.Take(_context, _serviceNames, rows);
    }

    /// <summary>The ten columns that end every wide schema.</summary>
    /// <param name="columns">Where to add them.</param>
    /// <param name="roots">Root row of each row.</param>
    public void AddTo(WideColumns columns, ReadOnlySpan<int> roots)
    {
        IArrowArray? resource = _batch.Root.Find(ColumnNames.Resource);
        IArrowArray? scope = _batch.Root.Find(ColumnNames.Scope);
        AttributeMaps maps = _resources.Take(_context, Ids(ColumnNames.Resource, roots));
        columns.Add(maps.Text);
        columns.Add(maps.Typed);
        columns.Add(Take(Dropped(resource), roots));
        columns.Add(Take(resource.Child(ColumnNames.SchemaUrl)?.Data, roots));
        columns.Add(Take(scope.Child(ColumnNames.Name)?.Data, roots));
        columns.Add(Take(scope.Child(ColumnNames.Version)?.Data, roots));
        maps = _scopes.Take(_context, Ids(ColumnNames.Scope, roots));
        columns.Add(maps.Text);
        columns.Add(maps.Typed);
        columns.Add(Take(Dropped(scope), roots));
        columns.Add(Take(_batch.Root.Find(ColumnNames.SchemaUrl)?.Data, roots));
    }

    /// <summary>Cells of a root column; the column itself when it fits row by row.</summary>
    public ArrayData? Take(ArrayData? column, ReadOnlySpan<int> roots) =>
        column is null || IsIdentity(roots) ? column : TakeKernel.Take(_context, column, roots);

    /// <summary>The numbers 0, 1, 2, ...: rows that are root rows themselves.</summary>
    public static int[] Identity(int rows)
    {
        var identity = new int[rows];
        for (int i = 0; i < rows; i++)
        {
            identity[i] = i;
        }

        return identity;
    }

    private bool IsIdentity(ReadOnlySpan<int> roots) =>
        _batch.Signal != Views.Signal.Metrics && roots.Length == _batch.Root.Length;

    private ArrayData Dropped(IArrowArray? origin) => WideColumns.ZeroForNull<uint>(
        _context, origin.Child(ColumnNames.DroppedAttributesCount), UInt32Type.Default, _batch.Root.Length);

    private int[] Ids(string origin, ReadOnlySpan<int> roots)
    {
        var ids = new PrimitiveAccessor<ushort>(_batch.Root.Find(origin).Child(ColumnNames.Id));
        var rows = new int[roots.Length];
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i] = ids[roots[i]];
        }

        return rows;
    }

    private static (int Resources, int Scopes) Count(OtapBatch batch)
    {
        int resources = 1, scopes = 1;
        var resourceIds = new PrimitiveAccessor<ushort>(batch.Root.Find(ColumnNames.Resource).Child(ColumnNames.Id));
        var scopeIds = new PrimitiveAccessor<ushort>(batch.Root.Find(ColumnNames.Scope).Child(ColumnNames.Id));
        for (int row = 0; row < batch.Root.Length; row++)
        {
            resources = Math.Max(resources, resourceIds[row] + 1);
            scopes = Math.Max(scopes, scopeIds[row] + 1);
        }

        return (resources, scopes);
    }

    /// <summary>Attribute row of service.name of each resource, the first if there are several.</summary>
    private static int[] ServiceNames(OtapBatch batch, int resources)
    {
        var attributes = new AttributeAccessor(batch, PayloadType.ResourceAttrs);
        var rows = new int[resources];
        System.Array.Fill(rows, TakeKernel.NoRow);
        for (int resource = 0; resource < resources; resource++)
        {
            for (int row = attributes.Start(resource); row < attributes.End(resource); row++)
            {
                if (attributes.Types[row] == (byte)AnyValueType.Str && attributes.Keys[row].SequenceEqual("service.name"u8))
                {
                    rows[resource] = row;
                    break;
                }
            }
        }

        return rows;
    }
}
