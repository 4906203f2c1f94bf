using Niaga.Bench;

// Started again by itself as the load, so that the client's work is not done in the measured process.
return args is ["--load", var plan] ? await Load.Run(plan) : await Workloads.Run(args);
