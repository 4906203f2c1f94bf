global using Niaga.Platform.Web;
