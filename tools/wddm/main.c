/*
 * wddm: runs Windows display drivers on Linux. This file only finds the subcommand.
 */
#include "wddm.h"

#include "console.h"
#include "drivers.h"
#include "options.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*fn)(int argc, char **argv);
    const char *arguments, *help;
} commands[] = {
    {"desktop", cmd_desktop, "DRIVER", "show a desktop on the screen of an adapter"},
    {"info", cmd_info, "DRIVER", "what a driver says of itself: entry points, capabilities, monitors, modes"},
    {"rules", cmd_rules, "[ID|PREFIX]", "the rules of the driver model that are checked"},
    {"bench", cmd_bench, "[WHAT]", "how fast presents, starts, render, submit and paging are, as ratios"},
};

#define COMMAND_COUNT (sizeof(commands) / sizeof(commands[0]))

static void show_help(void)
{
    printf("Usage: wddm COMMAND [ARGUMENT...]\n\n"
           "Runs Windows display miniport drivers on Linux, called the way Windows calls them.\n\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-8s %-16s %s\n", commands[i].name, commands[i].arguments, commands[i].help);
    printf("\nDRIVER is one of these, or a path: a Windows driver (.sys), whoever built it, or a\n"
           "shared object (.so) that exports DriverEntry:\n\n");
    for (size_t i = 0; driver_at(i); i++)
        printf("  %-8s %s\n", driver_at(i)->name, driver_at(i)->summary);
    printf("\n'wddm COMMAND --help' has the options; 'wddm --version' the version.\n"
           "Exit status: 0 good, 1 the driver failed, 2 usage or set-up error.\n");
}

static int unknown(const char *word)
{
    const char *names[COMMAND_COUNT], *near;

    for (size_t i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands[i].name;
    near = nearest(word, names, COMMAND_COUNT);
    fprintf(stderr, "wddm: unknown command '%s'%s%s%s ('wddm --help' lists them)\n", word,
            near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return 2;
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        fprintf(stderr, "wddm: a command is missing ('wddm --help' lists them)\n");
        return 2;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
        show_help();
        return 0;
    }
    if (!strcmp(argv[1], "--version")) {
        printf("wddm %s\n", OPENWDDM_VERSION);
        return 0;
    }
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        if (!strcmp(argv[1], commands[i].name)) {
            console_init(commands[i].name, false);
            return commands[i].fn(argc - 1, argv + 1);
        }
    }
    return unknown(argv[1]);
}
