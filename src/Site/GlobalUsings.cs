global using Niaga.Identity.Requests;
global using Niaga.Platform.Callers;
global using Niaga.Platform.Web;
