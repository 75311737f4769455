/*
 * wddm rules: the law, rule by rule. Needs no driver and no kernel.
 */
#include "wddm.h"

#include "console.h"
#include "json.h"
#include "options.h"
#include "rules.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* "DOD-33" is that rule, "DOD" all of its family, "DOD-3" only itself; NULL everything. Case does not matter. */
static bool wanted(const struct rule *rule, const char *id)
{
    size_t length = id ? strlen(id) : 0;

    if (!id)
        return true;
    if (strncasecmp(rule->id, id, length))
        return false;
    return !rule->id[length] || rule->id[length] == '-' || (length && id[length - 1] == '-');
}

/* Text in lines of at most `width` columns, each after `indent` blanks. */
static void print_wrapped(const char *text, int indent, int width)
{
    while (*text) {
        int length = (int)strlen(text);
        if (length > width - indent) {
            length = width - indent;
            while (length > 1 && text[length] != ' ')
                length--;
        }
        printf("%*s%.*s\n", indent, "", length, text);
        text += length;
        text += strspn(text, " ");
    }
}

static int screen_width(void)
{
    struct winsize size;

    if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col >= 60)
        return size.ws_col < 120 ? size.ws_col : 120;
    return 100;
}

static void print_rule(const struct rule *rule, int width)
{
    printf("%s  %s  [%s]\n", rule->id, rule_severity_name(rule->severity), rule->page);
    print_wrapped(rule->statement, 4, width);
}

static bool write_json(const char *path, const char *id)
{
    struct json json;
    char error[300];

    if (!json_open(&json, path, error, sizeof(error))) {
        console_error("%s", error);
        return false;
    }
    json_array(&json, "rules");
    for (size_t i = 0; i < rule_count(); i++) {
        const struct rule *rule = rule_at(i);
        if (!wanted(rule, id))
            continue;
        json_object(&json, NULL);
        json_string(&json, "id", rule->id);
        json_string(&json, "severity", rule_severity_name(rule->severity));
        json_string(&json, "statement", rule->statement);
        json_string(&json, "page", rule->page);
        json_end(&json);
    }
    json_end(&json);
    if (!json_close(&json, error, sizeof(error))) {
        console_error("%s", error);
        return false;
    }
    return true;
}

/* The families that there are, for those who asked for one that there is not. */
static void complain(const char *id)
{
    char families[400] = "", family[16], last[16] = "";

    for (size_t i = 0; i < rule_count(); i++) {
        const char *name = rule_at(i)->id;
        snprintf(family, sizeof(family), "%.*s", (int)strcspn(name, "-"), name);
        if (!strcmp(family, last))
            continue;
        snprintf(last, sizeof(last), "%s", family);
        snprintf(families + strlen(families), sizeof(families) - strlen(families), "%s%s",
                 families[0] ? " " : "", family);
    }
    console_error("there is no rule '%s'; expected an id such as DOD-33, or a family: %s", id, families);
}

int cmd_rules(int argc, char **argv)
{
    const char *json = NULL, *id;
    const struct option_row rows[] = {
        {"json", OPTION_TEXT, &json, "FILE", "write the rules as JSON"},
    };
    const struct command_line line = {
        .command = "rules",
        .operands = "[ID|PREFIX]",
        .summary = "Shows rules of the driver model: one (DOD-33), a family (DOD), or all of them.",
        .rows = rows,
        .row_count = sizeof(rows) / sizeof(rows[0]),
        .operands_max = 1,
    };
    int operand, status, width = screen_width();
    size_t shown = 0;

    if (!options_parse(&line, argc, argv, &operand, &status))
        return status;
    id = operand < argc ? argv[operand] : NULL;
    for (size_t i = 0; i < rule_count(); i++)
        shown += wanted(rule_at(i), id);
    if (!shown) {
        complain(id);
        return 2;
    }
    if (json && !write_json(json, id))
        return 2;
    for (size_t i = 0; i < rule_count() && !(json && !strcmp(json, "-")); i++) {
        if (wanted(rule_at(i), id))
            print_rule(rule_at(i), width);
    }
    return 0;
}
