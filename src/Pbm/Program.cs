// pbm: the command line that inspects and operates running nodes over HTTP, and tests servables and servers.
// Each command is beside what it does: Servables/, ApiTest/, Models/, Events/. Read on in Terminal/Cli.cs.
return await ModelCluster.Pbm.Terminal.Cli.RunAsync(args);
