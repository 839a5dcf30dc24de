using Rotel.Arrow.Gateway.CommandLine;

return await GatewayCommands.RunAsync(args).ConfigureAwait(false);
