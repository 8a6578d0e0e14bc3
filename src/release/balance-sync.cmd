@echo off
rem Windows. balance-sync          the service; a double click does the same
rem          balance-sync doctor   what is wrong, and what to do; also simulator, replay, notify --test, --help
rem Settings, routes and .env are those of this folder.
setlocal
cd /d "%~dp0"
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
"%java%" -version >nul 2>&1
if errorlevel 1 (
  echo Java 17 or later is needed: https://adoptium.net
  pause
  exit /b 1
)
rem the console shows Korean; what it was before it is again afterwards
for /f "tokens=2 delims=:." %%c in ('chcp') do set "before=%%c"
chcp 65001 >nul
"%java%" "@jvm.options" -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -Dstderr.encoding=UTF-8 -jar kiwoom-balance-sync.jar %*
set "code=%errorlevel%"
chcp %before% >nul
rem so that somebody who clicked on it can read why it has ended
if not "%code%"=="0" if "%~1"=="" pause
exit /b %code%
