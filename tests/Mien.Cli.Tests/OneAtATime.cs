// Commands write to the console and read the environment, which all tests of a process share.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
